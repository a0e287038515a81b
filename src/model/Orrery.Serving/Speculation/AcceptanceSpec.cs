using System.Collections.Immutable;

namespace Orrery.Serving;

/// <summary>How many of a draft's tokens stand: the leading ones that the model would have generated as well.</summary>
public abstract record AcceptanceSpec
{
    /// <summary>Longest draft that this can tell of.</summary>
    public virtual int Positions => int.MaxValue;

    /// <summary>Probability that of a draft's tokens at least so many stand.</summary>
    /// <param name="drafted">Length of the draft.</param>
    /// <param name="accepted">From 1 to that.</param>
    public abstract double Survival(int drafted, int accepted);

    /// <summary>Mean number of tokens out of one verification: those that stand and one more.</summary>
    /// <param name="drafted">Length of the draft; without one a step gives one token.</param>
    public double MeanLength(int drafted)
    {
        var length = 1.0;
        for (var accepted = 1; accepted <= drafted; accepted++) length += Survival(drafted, accepted);
        return length;
    }
}

/// <summary>Each drafted token stands with the same probability, by itself: (1 − a^(k+1)) / (1 − a) tokens a verification (arXiv 2211.17192, equation 1).</summary>
/// <param name="Rate">The probability.</param>
public sealed record AcceptanceRate(double Rate) : AcceptanceSpec
{
    /// <inheritdoc/>
    public override double Survival(int drafted, int accepted) => Math.Pow(Rate, accepted);

    /// <summary>The rate at which drafts of a length give a mean number of tokens a verification.</summary>
    /// <param name="drafted">Length of the draft.</param>
    /// <param name="meanLength">From 1 to one more than that.</param>
    public static double FromMeanLength(int drafted, double meanLength)
    {
        var (low, high) = (0.0, 1.0);
        while (high - low > 1e-12)
        {
            var middle = (low + high) / 2;
            if (new AcceptanceRate(middle).MeanLength(drafted) < meanLength) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }
}

/// <summary>The share of drafts whose first, second, … token stands, as vLLM reports them position by position.</summary>
/// <param name="Rates">The shares; none is larger than the one before.</param>
public sealed record AcceptanceByPosition(ImmutableArray<double> Rates) : AcceptanceSpec
{
    /// <inheritdoc/>
    public override int Positions => Rates.Length;

    /// <inheritdoc/>
    public override double Survival(int drafted, int accepted) => Rates[accepted - 1];
}

/// <summary>The shares of drafts of which no token, one, two, … stand.</summary>
/// <param name="Shares">The shares; their sum is 1.</param>
public sealed record AcceptedCounts(ImmutableArray<double> Shares) : AcceptanceSpec
{
    /// <inheritdoc/>
    public override int Positions => Shares.Length - 1;

    /// <inheritdoc/>
    public override double Survival(int drafted, int accepted) => Math.Min(1, Shares.AsSpan()[accepted..].ToArray().Sum());
}

/// <summary>Tokens out of one verification after another as they were recorded. A sequence goes through the record from a place of its own and begins again at its end; shorter drafts cut what stood.</summary>
/// <param name="File">The record.</param>
/// <param name="Identity">SHA-256 of its contents, in hex.</param>
/// <param name="Lengths">Tokens out of each verification, 1 and up.</param>
public sealed record ReplayedAcceptance(string File, string Identity, ImmutableArray<int> Lengths) : AcceptanceSpec
{
    /// <inheritdoc/>
    public override int Positions { get; } = Lengths.Max() - 1;

    /// <inheritdoc/>
    public override double Survival(int drafted, int accepted) => (double)Lengths.Count(length => length > accepted) / Lengths.Length;
}

/// <summary>Mean numbers of tokens a verification that were measured; within a draft each token stands at the rate that gives the mean.</summary>
/// <param name="Name">Its name in <see cref="MeasuredAcceptances.All"/>.</param>
/// <param name="MeanLengths">For drafts of one token, of two, …: the mean.</param>
public sealed record MeasuredAcceptance(string Name, ImmutableArray<double> MeanLengths) : AcceptanceSpec
{
    readonly ImmutableArray<AcceptanceRate> _rates = [.. MeanLengths.Select((mean, i) => new AcceptanceRate(AcceptanceRate.FromMeanLength(i + 1, mean)))];

    /// <inheritdoc/>
    public override int Positions => MeanLengths.Length;

    /// <inheritdoc/>
    public override double Survival(int drafted, int accepted) => _rates[drafted - 1].Survival(drafted, accepted);
}
