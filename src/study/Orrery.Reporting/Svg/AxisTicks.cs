using System.Collections.Immutable;

namespace Orrery.Reporting.Svg;

/// <summary>Round numbers to write along an axis.</summary>
public static class AxisTicks
{
    /// <summary>Multiples of 1, 2, 2.5 or 5 times a power of ten within the range: about as many as wished for, ascending.</summary>
    public static ImmutableArray<double> Linear(double min, double max, int wished = 5)
    {
        if (!(max > min) || !double.IsFinite(max - min)) return [min];
        var step = NiceStep((max - min) / Math.Max(1, wished));
        var ticks = ImmutableArray.CreateBuilder<double>();
        // Counting in whole steps keeps 0.30000000000000004 away.
        for (var at = Math.Ceiling(min / step - 1e-9); at * step <= max + 1e-9 * step; at++)
            ticks.Add(Math.Clamp(Rounded(at * step), min, max));
        return ticks.ToImmutable();
    }

    /// <summary>The least round number at or over the value that a linear axis of that length would mark.</summary>
    public static double RoundUp(double value, int wished = 5)
    {
        if (!(value > 1e-100) || !double.IsFinite(value)) return 1;
        var step = NiceStep(value / wished);
        return Rounded(Math.Ceiling(value / step - 1e-9) * step);
    }

    /// <summary>Powers of ten within the range; with 2 and 5 between where the range is short; every n-th where it is long.</summary>
    public static ImmutableArray<double> Log(double min, double max)
    {
        if (!(min > 0) || !(max > min) || !double.IsFinite(max)) return [min];
        var (low, high) = ((int)Math.Floor(Math.Log10(min) + 1e-9), (int)Math.Ceiling(Math.Log10(max) - 1e-9));
        ReadOnlySpan<double> within = max / min > 200 ? [1] : [1, 2, 5];
        var stride = Math.Max(1, (high - low + 6) / 7);
        var ticks = ImmutableArray.CreateBuilder<double>();
        for (var power = low; power <= high; power++)
        {
            if (power % stride != 0) continue;
            foreach (var factor in within)
            {
                var tick = Rounded(factor * Math.Pow(10, power));
                if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) ticks.Add(Math.Clamp(tick, min, max));
            }
        }

        return ticks.Count > 0 ? ticks.ToImmutable() : [min, max];
    }

    static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10 } * power;
    }

    static double Rounded(double value) => double.Parse(value.ToString("E11")) + 0.0;    // -0 becomes 0
}
