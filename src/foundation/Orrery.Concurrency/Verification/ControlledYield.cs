namespace Orrery.Concurrency.Verification;

/// <summary>The yield point at which an <see cref="InterleavingExplorer"/> decides who runs next.</summary>
public readonly struct ControlledYield : IYieldPoint
{
    readonly InterleavingSchedule? _schedule;

    internal ControlledYield(InterleavingSchedule schedule) => _schedule = schedule;

    /// <inheritdoc/>
    public void Reach(StackStep step) => _schedule?.Reach(step);

    /// <inheritdoc/>
    public void Wait(ref SpinWait spinner) => _schedule?.Wait();

    /// <inheritdoc/>
    public int Worker => _schedule?.Worker ?? 0;
}
