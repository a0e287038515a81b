namespace Orrery.Reporting.Svg;

/// <summary>Finds room for labels beside points: right, left, above or below, never over another label or a point, never out of the plot.</summary>
sealed class LabelPlacer(double left, double top, double right, double bottom)
{
    readonly List<(double Left, double Top, double Right, double Bottom)> _taken = [];

    /// <summary>Keeps labels off a point.</summary>
    public void Occupy(double x, double y) => _taken.Add((x - 5, y - 5, x + 5, y + 5));

    /// <summary>The start of the label's base line, or null where there is no room.</summary>
    /// <param name="label">The label.</param>
    /// <param name="x">The point's place.</param>
    /// <param name="y">The point's place.</param>
    /// <param name="level">Whether a line runs level through the point, so that only above and below are free of it.</param>
    public (double X, double Y)? Place(string label, double x, double y, bool level = false)
    {
        var (width, height) = (SvgText.Measure(label) * 12 / 13, 13.0);
        ReadOnlySpan<(double X, double Y)> starts =
        [
            (x + 8, y + 4), (x - 8 - width, y + 4), (x - width / 2, y - 9), (x - width / 2, y + 18),
            (x + 6, y - 8), (x + 6, y + 16), (x - 6 - width, y - 8), (x - 6 - width, y + 16),
        ];
        foreach (var start in level ? starts[2..] : starts)
        {
            var box = (Left: start.X, Top: start.Y - height + 3, Right: start.X + width, Bottom: start.Y + 3);
            if (box.Left < left || box.Right > right || box.Top < top || box.Bottom > bottom) continue;
            if (_taken.Exists(other => box.Left < other.Right && other.Left < box.Right && box.Top < other.Bottom && other.Top < box.Bottom)) continue;
            _taken.Add(box);
            return start;
        }

        return null;
    }
}
