namespace Orrery.Performance;

/// <summary>
/// How tokens spread over the experts of one layer and these over ranks, where some experts are more popular than others: Zipf's law with
/// an exponent, every token visiting k distinct experts. Worked out once; a step looks it up.
/// </summary>
/// <remarks>
/// Experts are placed on ranks without regard to their popularity. Redundant experts are placed as DeepSeek's load balancer does (EPLB):
/// one by one a copy of whichever expert has most load a copy, then all copies, heaviest first, to the least loaded rank with a free place.
/// Loads are expectations: the spread of one step's choices around them is left out.
/// </remarks>
sealed class ExpertLoad
{
    // A quarter of an octave: what is between two points of the curve differs from a straight line by less than one part in a thousand.
    const int PointsPerOctave = 4;
    const int FirstOctave = -6;
    const int LastOctave = 24;

    readonly double[] _visits;
    readonly double[] _mean = new double[(LastOctave - FirstOctave) * PointsPerOctave + 1];
    readonly double[] _hottest = new double[(LastOctave - FirstOctave) * PointsPerOctave + 1];

    /// <summary>Spreads experts.</summary>
    /// <param name="experts">Routed experts.</param>
    /// <param name="topK">Experts that a token visits.</param>
    /// <param name="ranks">Ranks that they are spread over.</param>
    /// <param name="skew">Zipf's exponent; 0 is even.</param>
    /// <param name="redundant">Further copies of experts.</param>
    public ExpertLoad(int experts, int topK, int ranks, double skew, int redundant)
        : this(Visits([.. Enumerable.Range(1, experts).Select(rank => Math.Pow(rank, -skew))], topK), ranks, redundant, Stride(experts))
    {
    }

    /// <summary>Spreads experts of recorded popularity, in the order of the ranks.</summary>
    /// <param name="counts">How often each was chosen.</param>
    /// <param name="topK">Experts that a token visits.</param>
    /// <param name="ranks">Ranks that they are spread over.</param>
    /// <param name="redundant">Further copies of experts.</param>
    public ExpertLoad(ReadOnlySpan<double> counts, int topK, int ranks, int redundant)
        : this(Visits(counts.ToArray(), topK), ranks, redundant, stride: 1)
    {
    }

    ExpertLoad(double[] visits, int ranks, int redundant, int stride)
    {
        _visits = visits;
        var experts = visits.Length;
        var copies = Copies(visits, redundant);
        var placed = Place(visits, copies, ranks, stride);
        var loads = placed.Select(rank => rank.Sum(expert => visits[expert] / copies[expert])).ToArray();
        Imbalance = loads.Max() / loads.Average();
        for (var i = 0; i < _mean.Length; i++)
        {
            var tokens = Tokens(i);
            var touched = placed.Select(rank => rank.Sum(expert => 1 - Math.Pow(1 - visits[expert] / copies[expert], tokens))).ToArray();
            _mean[i] = touched.Sum() / experts;
            _hottest[i] = touched.Max() * ranks / experts;
        }
    }

    /// <summary>Tokens that the busiest rank's experts are given, over the mean of all ranks.</summary>
    public double Imbalance { get; }

    /// <summary>Experts whose weights are read in a step of so many tokens, mean over ranks, as a share of a rank's.</summary>
    public double MeanTouched(double tokens) => At(_mean, tokens);

    /// <summary>The same on the rank that reads most.</summary>
    public double MostTouched(double tokens) => At(_hottest, tokens);

    /// <summary>The part of what a step reads that belongs to the most popular experts, by tokens; see <see cref="At"/>.</summary>
    /// <param name="share">Share of the experts that count as popular.</param>
    public double[] ShareOfHottest(double share)
    {
        var curve = new double[_mean.Length];
        for (var i = 0; i < curve.Length; i++)
        {
            var touched = _visits.Select(visits => 1 - Math.Pow(1 - visits, Tokens(i))).OrderDescending().ToArray();
            var whole = (int)(share * touched.Length);
            var part = whole < touched.Length ? (share * touched.Length - whole) * touched[whole] : 0;
            curve[i] = (touched.Take(whole).Sum() + part) / touched.Sum();
        }

        return curve;
    }

    /// <summary>A curve over tokens at one number of them.</summary>
    public static double At(double[] curve, double tokens)
    {
        var place = (Math.Log2(Math.Max(tokens, double.Epsilon)) - FirstOctave) * PointsPerOctave;
        if (place <= 0) return curve[0] * tokens / Math.Pow(2, FirstOctave);
        if (place >= curve.Length - 1) return curve[^1];
        var below = (int)place;
        return curve[below] + (place - below) * (curve[below + 1] - curve[below]);
    }

    // Probability that a token visits each expert: proportional to its weight, but no expert is visited more than once.
    static double[] Visits(double[] weights, int topK)
    {
        var order = Enumerable.Range(0, weights.Length).OrderByDescending(expert => weights[expert]).ToArray();
        var visits = new double[weights.Length];
        for (var certain = 0; ; certain++)
        {
            var factor = (topK - certain) / order.Skip(certain).Sum(expert => weights[expert]);
            if (certain < topK && factor * weights[order[certain]] > 1) continue;
            for (var i = 0; i < order.Length; i++) visits[order[i]] = i < certain ? 1 : factor * weights[order[i]];
            return visits;
        }
    }

    static int[] Copies(double[] visits, int redundant)
    {
        var copies = Enumerable.Repeat(1, visits.Length).ToArray();
        for (var i = 0; i < redundant; i++)
        {
            var heaviest = 0;
            for (var e = 1; e < visits.Length; e++)
                if (visits[e] / copies[e] > visits[heaviest] / copies[heaviest]) heaviest = e;
            copies[heaviest]++;
        }

        return copies;
    }

    static List<int>[] Place(double[] visits, int[] copies, int ranks, int stride)
    {
        var placed = Enumerable.Range(0, ranks).Select(_ => new List<int>()).ToArray();
        var slots = copies.Sum() / ranks;
        var balanced = copies.Sum() > visits.Length;
        var all = Enumerable.Range(0, visits.Length).SelectMany(expert => Enumerable.Repeat(expert, copies[expert]));
        if (!balanced)
        {
            // An order that has nothing to do with popularity: multiples of an odd number near the golden section of the count.
            for (var i = 0; i < visits.Length; i++) placed[(int)((long)i * stride % visits.Length) / slots].Add(i);
            return placed;
        }

        var loads = new double[ranks];
        foreach (var expert in all.OrderByDescending(expert => visits[expert] / copies[expert]).ThenBy(expert => expert))
        {
            var rank = Enumerable.Range(0, ranks).Where(r => placed[r].Count < slots).MinBy(r => loads[r]);
            placed[rank].Add(expert);
            loads[rank] += visits[expert] / copies[expert];
        }

        return placed;
    }

    static double Tokens(int point) => Math.Pow(2, FirstOctave + (double)point / PointsPerOctave);

    static int Stride(int count)
    {
        for (var stride = (int)(count * 0.618); ; stride++)
            if (System.Numerics.BigInteger.GreatestCommonDivisor(stride, count) == 1) return stride;
    }
}
