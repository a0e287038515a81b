namespace Orrery.Evidence;

/// <summary>What a measured number is of.</summary>
public enum Metric
{
    /// <summary>Time per output token, in seconds.</summary>
    Tpot,

    /// <summary>Time to first token, in seconds.</summary>
    Ttft,

    /// <summary>Tokens a second of a whole batch.</summary>
    Throughput,

    /// <summary>Mean power, in watts.</summary>
    Power,

    /// <summary>Time of one operator, in seconds.</summary>
    OperatorTime,
}

/// <summary>One measured number beside ours.</summary>
public sealed record EvidencePoint
{
    /// <summary>Name of the set that it belongs to.</summary>
    public required string Set { get; init; }

    /// <summary>The row, as its source names it, or its line.</summary>
    public required string Id { get; init; }

    /// <summary>What is measured.</summary>
    public required Metric Metric { get; init; }

    /// <summary>The accelerator, as the catalog names it.</summary>
    public required string System { get; init; }

    /// <summary>The model, as the catalog names it; the operator for <see cref="Metric.OperatorTime"/>.</summary>
    public required string Model { get; init; }

    /// <summary>The engine or library that ran.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The part of serving: <c>dense</c>, <c>moe</c> or <c>disagg</c> for serving, <c>prefill</c> or <c>decode</c> where one is timed alone.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Formats in one word.</summary>
    public string Precision { get; init; } = "";

    /// <summary>Sequences at work together, or tokens of an operator.</summary>
    public double Batch { get; init; }

    /// <summary>What else tells the point from others, in words.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What was measured.</summary>
    public required double Measured { get; init; }

    /// <summary>What we say.</summary>
    public required double Predicted { get; init; }

    /// <summary>What the set knows to be behind an error, in words; empty where it knows nothing.</summary>
    public string Known { get; init; } = "";

    /// <summary>That it was predicted in other formats than its record says, in words; empty where it was not.</summary>
    public string OtherFormats { get; init; } = "";

    /// <summary>Why the point may be off, in words; <c>no cause known</c> where nothing tells.</summary>
    public string Cause => PointCauses.Of(this);

    /// <summary>Error over the measured number: positive where we say more.</summary>
    public double Error => Predicted / Measured - 1;

    /// <summary>Batches by powers of four, so that a statistic has enough points.</summary>
    public string BatchBand => Batch switch
    {
        <= 1 => "1",
        <= 4 => "2–4",
        <= 16 => "5–16",
        <= 64 => "17–64",
        <= 256 => "65–256",
        <= 1024 => "257–1024",
        _ => "over 1024",
    };
}

/// <summary>Rows that no prediction can be set beside.</summary>
/// <param name="Set">The set.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rows">How many.</param>
public sealed record Unmapped(string Set, string Reason, int Rows);
