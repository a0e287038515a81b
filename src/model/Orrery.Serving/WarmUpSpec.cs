using System.Globalization;
using Orrery.Units;

namespace Orrery.Serving;

/// <summary>What of a run's beginning does not count, so that latencies are those of a steady state rather than of a system that started empty.</summary>
public sealed record WarmUpSpec
{
    /// <summary>Everything counts.</summary>
    public static WarmUpSpec None { get; } = new();

    /// <summary>As much is left out as makes the mean of what remains most certain: the marginal standard error rule, MSER (White, SIMULATION 69(6), 1997).</summary>
    public static WarmUpSpec Auto { get; } = new() { IsAuto = true };

    /// <summary>Whether <see cref="Auto"/> decides.</summary>
    public bool IsAuto { get; private init; }

    /// <summary>A time from the first arrival on; null where another rule decides.</summary>
    public Seconds? Time { get; private init; }

    /// <summary>A share of the requests, in order of arrival; null where another rule decides.</summary>
    public double? Share { get; private init; }

    /// <summary>What arrives in the first time does not count.</summary>
    public static WarmUpSpec For(Seconds time) => new() { Time = time };

    /// <summary>A share of the requests, the first to arrive, does not count; over 0 and under 1.</summary>
    public static WarmUpSpec OfRequests(double share) => new() { Share = share };

    /// <summary>The rule as a scenario writes it.</summary>
    public override string ToString() =>
        IsAuto ? "auto" : Time is { } time ? QuantityText.Format(time, 6) : Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.######} %") : "none";
}

/// <summary>What was left out of a run's latencies.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Time">From the first arrival until then nothing counts.</param>
/// <param name="LeftOut">Requests that arrived until then.</param>
/// <param name="Measured">Requests that arrived later: those whose latencies count.</param>
/// <param name="IsSteady">False where the rule found no steady state and nothing is left out.</param>
public sealed record WarmUpResult(WarmUpSpec Rule, Seconds Time, long LeftOut, long Measured, bool IsSteady);
