using System.Globalization;
using Orrery.Simulation;

namespace Orrery.Evidence;

/// <summary>
/// Visits of experts as aiconfigurator's collector spreads them: <c>balanced</c>, every token to the experts that follow the last one's, so that
/// all are touched as early as can be; <c>power_law_A</c>, loads drawn from a truncated power law of exponent A. Where experts are split over devices,
/// the busiest one is timed.
/// </summary>
static class ExpertVisits
{
    // Which experts share a device is chance: a mean over so many shuffles.
    const int Shuffles = 32;

    /// <summary>Visits of the timed device's experts, and how many of these are touched; means where they are drawn.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="experts">Experts of all devices.</param>
    /// <param name="topK">Experts that a token visits.</param>
    /// <param name="devices">Devices that experts are split over.</param>
    /// <param name="distribution"><c>balanced</c> or <c>power_law_A</c>.</param>
    public static (double Rows, double Touched) Of(int tokens, int experts, int topK, int devices, string distribution)
    {
        var own = experts / devices;
        if (!distribution.StartsWith("power_law_", StringComparison.Ordinal) || !double.TryParse(distribution.AsSpan(10), CultureInfo.InvariantCulture, out var exponent))
        {
            var even = Balanced(tokens, experts, topK).AsSpan(0, own);
            return (Sum(even), Touched(even));
        }

        var visits = PowerLaw(tokens, experts, topK, exponent);
        if (devices == 1) return (Sum(visits), Touched(visits));
        var random = new RandomStreams(0).Get("experts");
        double rows = 0, touched = 0;
        for (var i = 0; i < Shuffles; i++)
        {
            for (var e = experts - 1; e > 0; e--)
            {
                var other = random.NextInt(e + 1);
                (visits[e], visits[other]) = (visits[other], visits[e]);
            }

            var busiest = Enumerable.Range(0, devices).MaxBy(device => Sum(visits.AsSpan(device * own, own)));
            rows += Sum(visits.AsSpan(busiest * own, own));
            touched += Touched(visits.AsSpan(busiest * own, own));
        }

        return (rows / Shuffles, touched / Shuffles);
    }

    static int[] Balanced(int tokens, int experts, int topK)
    {
        var visits = new int[experts];
        var stride = (experts + topK - 1) / topK;
        // So many tokens as there are experts visit each of them equally often.
        Array.Fill(visits, tokens / experts * topK);
        for (var token = tokens / experts * experts; token < tokens; token++)
            for (var i = 0; i < topK; i++) visits[((tokens >= stride ? token : (int)((long)token * stride / tokens)) + i * stride) % experts]++;
        return visits;
    }

    // Loads at the middles of equal shares of the distribution, over 1 to 0.8 of the tokens, or 0.01 to 2 where there are fewer visits than experts.
    static int[] PowerLaw(int tokens, int experts, int topK, double exponent)
    {
        var (least, most) = tokens * topK > experts ? (1, 0.8 * tokens) : (0.01, 2.0);
        var power = 1 - exponent;
        double low = Math.Pow(least, power), high = Math.Pow(most, power);
        var loads = Enumerable.Range(0, experts).Select(e => Math.Pow((high - low) * (experts - e - 0.5) / experts + low, 1 / power)).ToArray();
        var scale = tokens * topK / loads.Sum();
        var visits = loads.Select(load => (int)Math.Round(load * scale)).ToArray();
        var missing = tokens * topK - visits.Sum();
        for (var e = 0; missing != 0; e = (e + 1) % experts)
        {
            if (missing < 0 && visits[e] == 0) continue;
            visits[e] += Math.Sign(missing);
            missing -= Math.Sign(missing);
        }

        return visits;
    }

    static double Sum(ReadOnlySpan<int> visits)
    {
        var sum = 0L;
        foreach (var count in visits) sum += count;
        return sum;
    }

    static double Touched(ReadOnlySpan<int> visits) => visits.Length - visits.Count(0);
}
