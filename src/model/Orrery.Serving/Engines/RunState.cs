using Orrery.Serving.Front;
using Orrery.Serving.Measurement;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Engines;

/// <summary>What the engines of one run share: the record, and the ways out.</summary>
sealed class RunState(Recorder recorder, Action<ServingProgress>? progress, CancellationToken cancellation)
{
    const int StepsBetweenChecks = 1 << 12;

    int _untilCheck = StepsBetweenChecks;

    /// <summary>The record that is being written; the one of the warm-up is dropped.</summary>
    public Recorder Recorder { get; set; } = recorder;

    /// <summary>Requests that left the batch of an engine; null where nobody asks.</summary>
    public List<Departure>? Departures { get; init; }

    /// <summary>Whether departures bring events, so that engines stop at each.</summary>
    public bool StopsAtDepartures { get; init; }

    /// <summary>Whether a departure must be seen to before a step begins.</summary>
    public bool WaitsForDepartures => StopsAtDepartures && Departures!.Count > 0;

    /// <summary>What engines have begun to load from outside their caches, for the run to carry out.</summary>
    public List<LoadOrder> Loads { get; } = [];

    /// <summary>Engines that were idle and have got something to do.</summary>
    public List<int> Woken { get; } = [];

    /// <summary>Who stands between clients and engines; null where requests come straight in.</summary>
    public FrontDoor? Front { get; set; }

    /// <summary>A step begins.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Tick(long now)
    {
        if (--_untilCheck > 0) return;
        _untilCheck = StepsBetweenChecks;
        cancellation.ThrowIfCancellationRequested();
        progress?.Invoke(new(Recorder.Arrived, Recorder.Completed, Recorder.Steps, new Seconds(now * 1e-12)));
    }
}

/// <summary>A request left the batch of an engine.</summary>
/// <param name="Request">The request.</param>
/// <param name="Time">When, in picoseconds.</param>
/// <param name="Engine">Index of the engine.</param>
/// <param name="Ticket">Its name there; valid only where it was handed off.</param>
/// <param name="HandedOff">Its prompt is computed and another engine generates the rest; otherwise all its tokens are out.</param>
readonly record struct Departure(Request Request, long Time, int Engine, Ticket Ticket, bool HandedOff);

/// <summary>An engine has taken room for tokens that it wants from outside.</summary>
/// <param name="Time">When, in picoseconds.</param>
/// <param name="Engine">Index of the engine.</param>
/// <param name="Ticket">The sequence there; <see cref="Engine.Loaded"/> tells it that they have come.</param>
/// <param name="Bytes">Their bytes.</param>
readonly record struct LoadOrder(long Time, int Engine, Ticket Ticket, long Bytes);
