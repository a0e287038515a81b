using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>What a benchmark of a user's own system told of it: few numbers over the catalog's, and how far off predictions with them are.</summary>
/// <remarks>It applies to steps of the mode <c>calibrated</c>.</remarks>
public sealed record SystemCalibration
{
    /// <summary>Time of the kernels of prompts, over the catalog's.</summary>
    public double Prefill { get; init; } = 1;

    /// <summary>Time of the kernels of decodes, over the catalog's.</summary>
    public double Decode { get; init; } = 1;

    /// <summary>Host time of every step, in place of what is known of the engine.</summary>
    public Seconds Step { get; init; }

    /// <summary>Host time of each sequence whose token is sampled, in place of what is known of the engine.</summary>
    public Seconds Sequence { get; init; }

    /// <summary>Time of every request before its first token that no step takes, in place of what is known of the engine.</summary>
    public Seconds FirstToken { get; init; }

    /// <summary>The middle 80 % of measured over predicted times to first token, on what the fit had not seen; null where not known.</summary>
    public RatioRange? Ttft { get; init; }

    /// <summary>The same of times per output token.</summary>
    public RatioRange? Tpot { get; init; }

    /// <summary>The same of tokens a second.</summary>
    public RatioRange? Throughput { get; init; }

    /// <summary>What it was fitted to, in words; empty where not stated.</summary>
    public string Fitted { get; init; } = "";

    /// <summary>The text of a file that a scenario's <c>calibration</c> may name.</summary>
    public string ToYaml() => CalibrationReader.FileText(this);
}

/// <summary>A range of measured over predicted.</summary>
/// <param name="Low">One in ten lies below.</param>
/// <param name="High">One in ten lies above.</param>
public readonly record struct RatioRange(double Low, double High);
