using Orrery.Units;

namespace Orrery.Serving;

/// <summary>How long clients wait, how they try again, and when users lose interest. What is absent does not happen.</summary>
public sealed record ClientSpec
{
    /// <summary>An attempt that is not complete after this is given up.</summary>
    public Seconds? Timeout { get; init; }

    /// <summary>An attempt without a first token after this is given up.</summary>
    public Seconds? FirstTokenTimeout { get; init; }

    /// <summary>Further attempts after one that was shed, timed out or failed.</summary>
    public int Retries { get; init; }

    /// <summary>Pause before the first retry; it doubles with each.</summary>
    public Seconds Backoff { get; init; } = new(0.5); // with MaxBackoff and Jitter what OpenAI's own clients do

    /// <summary>Longest pause.</summary>
    public Seconds MaxBackoff { get; init; } = new(8);

    /// <summary>Share of a pause that is drawn at random, so that clients which failed together do not come back together.</summary>
    public double Jitter { get; init; } = 0.25;

    /// <summary>Users who lose interest, per second and user, from the first attempt on.</summary>
    public double CancelPerSecond { get; init; }

    /// <summary>Share of requests whose user stops the answer at a length drawn evenly from its output.</summary>
    public double CancelShare { get; init; }
}
