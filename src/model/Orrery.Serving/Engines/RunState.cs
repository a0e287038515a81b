using Orrery.Serving.Measurement;
using Orrery.Units;

namespace Orrery.Serving.Engines;

/// <summary>What the engines of one run share: the record, and the ways out.</summary>
sealed class RunState(Recorder recorder, Action<ServingProgress>? progress, CancellationToken cancellation)
{
    const int StepsBetweenChecks = 1 << 12;

    int _untilCheck = StepsBetweenChecks;

    /// <summary>The record that is being written; the one of the warm-up is dropped.</summary>
    public Recorder Recorder { get; set; } = recorder;

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
