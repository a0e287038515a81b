using Orrery.Scenarios;

namespace Orrery.Evidence;

/// <summary>Where four in five of further measurements would lie, as ratios to predictions, from few that a fit did not see.</summary>
static class HeldBackRange
{
    // With so many, the middle 80 % of them is known well enough by itself.
    const int Enough = 20;

    // No benchmark repeats itself closer: runs of the same engine on the same machine differ by about a per cent.
    const double Repeats = 0.01;

    // Student's t at 0.9 by degrees of freedom, from one on.
    static readonly double[] Student = [3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341, 1.337, 1.333, 1.330, 1.328];

    /// <summary>The range.</summary>
    /// <param name="ratios">Measured over predicted.</param>
    public static RatioRange Of(double[] ratios)
    {
        var logs = ratios.Select(static ratio => Math.Log(ratio)).Order().ToArray();
        double low, high;
        if (logs.Length >= Enough) (low, high) = (ErrorStatistics.Quantile(logs, 0.1), ErrorStatistics.Quantile(logs, 0.9));
        else
        {
            // About one: their mean square, with as many degrees of freedom as there are, and the spread of the next.
            high = Student[logs.Length - 1] * Math.Sqrt(logs.Average(log => log * log) * (1 + 1.0 / logs.Length));
            low = -high;
        }
        return new(Rounded(Math.Exp(Math.Min(low, -Repeats))), Rounded(Math.Exp(Math.Max(high, Repeats))));
    }

    static double Rounded(double ratio) => Math.Round(ratio, 3);
}
