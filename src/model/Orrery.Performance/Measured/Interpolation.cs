namespace Orrery.Performance.Measured;

/// <summary>Where values lie between the points of a grid.</summary>
static class Grid
{
    // The grid point before a value and how far on it lies to the next; outside the grid, along the last two points.
    public static (int Index, double Share) Bracket(double[] grid, double value)
    {
        if (grid.Length == 1) return (0, 0);
        var found = Array.BinarySearch(grid, value);
        var i = Math.Clamp(found >= 0 ? found : ~found - 1, 0, grid.Length - 2);
        return (i, (value - grid[i]) / (grid[i + 1] - grid[i]));
    }

    public static double Between(double share, double low, double high) => low + share * (high - low);
}

/// <summary>A function of one number, measured at points: linear between them and beyond them.</summary>
sealed class Line
{
    readonly double[] _grid;
    readonly double[] _values;

    public Line(SortedDictionary<double, double> points)
    {
        _grid = [.. points.Keys];
        _values = [.. points.Values];
    }

    public double First => _grid[0];

    public double Last => _grid[^1];

    public double At(double x)
    {
        if (_values.Length == 1) return _values[0];
        var (i, share) = Grid.Bracket(_grid, x);
        return Grid.Between(share, _values[i], _values[i + 1]);
    }
}

/// <summary>A function of two numbers on a rectangular grid, bilinear within it and beyond it. A point that was not measured counts as the nearest one that was.</summary>
sealed class Plane
{
    readonly double[] _xs;
    readonly double[] _ys;
    readonly double[] _values; // rows of equal x

    public Plane(IReadOnlyCollection<(double X, double Y, double Value)> points)
    {
        _xs = [.. points.Select(static p => p.X).Distinct().Order()];
        _ys = [.. points.Select(static p => p.Y).Distinct().Order()];
        _values = new double[_xs.Length * _ys.Length];
        Array.Fill(_values, double.NaN);
        foreach (var (x, y, value) in points) _values[Array.BinarySearch(_xs, x) * _ys.Length + Array.BinarySearch(_ys, y)] = value;
        for (var cell = 0; cell < _values.Length; cell++)
            if (double.IsNaN(_values[cell])) _values[cell] = Nearest(points, _xs[cell / _ys.Length], _ys[cell % _ys.Length]);
    }

    public double At(double x, double y)
    {
        var (i, u) = Grid.Bracket(_xs, x);
        var (j, v) = Grid.Bracket(_ys, y);
        return _xs.Length == 1 ? Row(0, j, v) : Grid.Between(u, Row(i, j, v), Row(i + 1, j, v));
    }

    double Row(int i, int j, double v)
    {
        var at = i * _ys.Length + j;
        return _ys.Length == 1 ? _values[at] : Grid.Between(v, _values[at], _values[at + 1]);
    }

    static double Nearest(IEnumerable<(double X, double Y, double Value)> points, double x, double y) =>
        points.MinBy(p => Math.Abs(p.X - x) + Math.Abs(p.Y - y)).Value;
}
