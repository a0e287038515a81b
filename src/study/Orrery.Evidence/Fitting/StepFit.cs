using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>A formula of step times fitted to a log of steps, with how far off it is on steps that it did not see.</summary>
/// <param name="Steps">The formula.</param>
/// <param name="Fitted">Steps that it was fitted to.</param>
/// <param name="HeldBack">Steps that it was not: every fifth.</param>
/// <param name="MedianError">Median of |predicted / measured − 1| on them.</param>
/// <param name="P90Error">Its 90th percentile.</param>
/// <param name="Bias">Mean of predicted / measured − 1 on them.</param>
public sealed record StepFit(FittedSteps Steps, int Fitted, int HeldBack, double MedianError, double P90Error, double Bias)
{
    const int HoldEvery = 5;

    readonly record struct Sample(int Prefill, int Decodes, double Attended, double Seconds)
    {
        public int Tokens => Prefill + Decodes;
    }

    /// <summary>Fits a log of an engine's steps.</summary>
    /// <param name="name">How messages name it.</param>
    /// <param name="text">
    /// CSV with the columns <c>prefill_tokens</c>, <c>decode_sequences</c>, <c>attended_tokens</c> (of the decodes, all together) and one of <c>seconds</c>, <c>time_ms</c>, <c>time_us</c>.
    /// </param>
    /// <param name="pieces">Straight pieces over tokens; 0 for the linear formula.</param>
    /// <remarks>Least squares of relative errors under coefficients that are not negative; so a curve never falls.</remarks>
    /// <exception cref="EvidenceException">The log cannot be read, or has fewer than ten steps a coefficient.</exception>
    public static StepFit Fit(string name, TextReader text, int pieces = 0)
    {
        var samples = Read(name, text);
        int[] knots = pieces > 0 ? Knots(samples, pieces) : [];
        var terms = pieces > 0 ? knots.Length + 1 : 4;
        var seen = samples.Where(static (_, i) => i % HoldEvery != HoldEvery - 1).ToList();
        if (seen.Count < 10 * terms) throw new EvidenceException($"{name} has {samples.Count} steps: too few for {terms} coefficients", "log at least thirteen steps a coefficient");
        var weights = NonNegativeLeastSquares.Solve([.. seen.Select(sample => Terms(sample, knots).Select(term => term / sample.Seconds).ToArray())], [.. seen.Select(static _ => 1.0)]);
        var steps = pieces > 0 ? Piecewise(weights, knots) : new FittedSteps(new(weights[0]), new(weights[1]), new(weights[2]), new(weights[3]));
        var errors = samples.Where(static (_, i) => i % HoldEvery == HoldEvery - 1)
            .Select(sample => Terms(sample, knots).Zip(weights, static (term, weight) => term * weight).Sum() / sample.Seconds - 1).ToList();
        var sizes = errors.Select(Math.Abs).Order().ToList();
        return new(steps, seen.Count, errors.Count, sizes[sizes.Count / 2], sizes[(int)(0.9 * (sizes.Count - 1))], errors.Average());
    }

    // One, and what passes the layers, in order of the formula; or the time at the first knot, each piece's part of the tokens, and tokens attended.
    static double[] Terms(in Sample sample, int[] knots)
    {
        if (knots.Length == 0) return [1, sample.Prefill, sample.Decodes, sample.Attended];
        var terms = new double[knots.Length + 1];
        terms[0] = 1;
        for (var i = 1; i < knots.Length; i++)
            terms[i] = Math.Max(0, i == knots.Length - 1 ? sample.Tokens - knots[i - 1] : Math.Min(sample.Tokens, knots[i]) - knots[i - 1]);
        terms[^1] = sample.Attended;
        return terms;
    }

    static FittedSteps Piecewise(double[] weights, int[] knots)
    {
        var points = ImmutableArray.CreateBuilder<StepPoint>(knots.Length);
        var seconds = weights[0];
        for (var i = 0; i < knots.Length; i++)
        {
            if (i > 0) seconds += weights[i] * (knots[i] - knots[i - 1]);
            points.Add(new(knots[i], new(seconds)));
        }
        return new(default, default, default, new(weights[^1])) { Curve = points.DrainToImmutable() };
    }

    // Ends of pieces, so that each has as many different token counts.
    static int[] Knots(List<Sample> samples, int pieces)
    {
        var tokens = samples.Select(static sample => sample.Tokens).Distinct().Order().ToList();
        return [.. Enumerable.Range(0, pieces + 1).Select(i => tokens[(int)((long)i * (tokens.Count - 1) / pieces)]).Distinct()];
    }

    static List<Sample> Read(string name, TextReader text)
    {
        var table = MeasuredTable.Read(name, text, "prefill_tokens", "decode_sequences", "attended_tokens");
        (string Column, double Unit)[] times = [("seconds", 1), ("time_ms", 1e-3), ("time_us", 1e-6)];
        var (column, unit) = times.FirstOrDefault(time => table.Has(time.Column));
        if (column is null) throw new EvidenceException($"{name} has no column of times", "name it seconds, time_ms or time_us");
        var samples = new List<Sample>();
        foreach (var row in table.Rows)
            if (row is { } r && r.Whole("prefill_tokens") is { } prefill && r.Whole("decode_sequences") is { } decodes && r.Number("attended_tokens") is { } attended && r.Number(column) * unit is { } seconds and > 0 && prefill + decodes > 0)
                samples.Add(new(prefill, decodes, attended, seconds));
        return samples.Count > 0 ? samples : throw new EvidenceException($"{name} has no step with tokens and a positive time");
    }
}
