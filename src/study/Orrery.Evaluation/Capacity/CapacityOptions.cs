namespace Orrery.Evaluation;

/// <summary>How capacity is searched for.</summary>
public sealed record CapacityOptions
{
    /// <summary>Times the search is made, each with random streams of its own, for the interval; a trace gives the same each time and is searched once.</summary>
    public int Replications { get; init; } = 5;

    /// <summary>Where the search stops: highest rate that failed over highest that held, less one.</summary>
    public double Resolution { get; init; } = 0.02;

    /// <summary>Requests per second to be carried; null where only the capacity is asked.</summary>
    public double? Load { get; init; }

    /// <summary>Searches made at once; the result does not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Told after each search how many of how many are done.</summary>
    public Action<int, int>? Progress { get; init; }
}
