namespace Orrery.Hardware.Trends;

/// <summary>Exponential growth fitted to values over years: least squares of the logarithm.</summary>
/// <param name="PerYear">Factor of one year.</param>
/// <param name="Points">Values behind it.</param>
/// <param name="FirstYear">Year of the first.</param>
/// <param name="LastYear">Year of the last.</param>
/// <param name="Residual">Typical distance of a value from the fit, as a factor: e to the root of the mean square.</param>
public sealed record GrowthTrend(double PerYear, int Points, double FirstYear, double LastYear, double Residual)
{
    /// <summary>Factor of so many years.</summary>
    public double Over(double years) => Math.Pow(PerYear, years);

    /// <summary>Growth by a factor in so many years, as publications state it.</summary>
    public static GrowthTrend Stated(double factor, double years) => new(Math.Pow(factor, 1 / years), 0, 0, years, 1);

    /// <summary>Fits growth; null with fewer than two years.</summary>
    public static GrowthTrend? Fit(IEnumerable<(double Year, double Value)> values)
    {
        var points = values.Where(static point => point.Value > 0).OrderBy(static point => point.Year).Select(static point => (point.Year, Log: Math.Log(point.Value))).ToArray();
        if (points.Length < 2 || points[0].Year == points[^1].Year) return null;
        var (year, log) = (points.Average(static point => point.Year), points.Average(static point => point.Log));
        var slope = points.Sum(point => (point.Year - year) * (point.Log - log)) / points.Sum(point => (point.Year - year) * (point.Year - year));
        var square = points.Average(point => Math.Pow(point.Log - log - slope * (point.Year - year), 2));
        return new(Math.Exp(slope), points.Length, points[0].Year, points[^1].Year, Math.Exp(Math.Sqrt(square)));
    }
}
