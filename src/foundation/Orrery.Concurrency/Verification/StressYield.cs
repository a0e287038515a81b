namespace Orrery.Concurrency.Verification;

/// <summary>Disturbs threads where it hurts most, by a seed, and counts which steps they took, so that a test can say what it has seen.</summary>
/// <remarks>Threads still run freely: the same seed gives the same disturbances, not the same history. For those see <see cref="InterleavingExplorer"/>.</remarks>
public sealed class StressPlan : IDisposable
{
    static readonly int StepCount = Enum.GetValues<StackStep>().Length;

    readonly ThreadLocal<WorkerState> _workers;
    readonly int[] _percent = new int[StepCount];
    int _next;

    /// <summary>A plan.</summary>
    /// <param name="seed">What decides where a thread gives its processor away.</param>
    /// <param name="yieldPercent">How often it does so at each step named: at <see cref="StackStep.Gather"/> it makes batches, at <see cref="StackStep.Update"/> it makes others lose.</param>
    public StressPlan(ulong seed, params IEnumerable<(StackStep Step, int Percent)> yieldPercent)
    {
        foreach (var (step, percent) in yieldPercent) _percent[(int)step] = percent;
        _workers = new(() => new WorkerState(Interlocked.Increment(ref _next) - 1, seed), trackAllValues: true);
    }

    /// <summary>How often a step was reached, by all threads; call it when they have ended.</summary>
    public long this[StackStep step] => _workers.Values.Sum(worker => worker.Counts[(int)step]);

    /// <summary>Frees the threads' states.</summary>
    public void Dispose() => _workers.Dispose();

    internal int Worker => _workers.Value!.Number;

    internal void Reach(StackStep step)
    {
        var worker = _workers.Value!;
        worker.Counts[(int)step]++;
        if (_percent[(int)step] > 0 && (int)(worker.Draw() % 100) < _percent[(int)step]) Thread.Yield();
    }

    sealed class WorkerState(int number, ulong seed)
    {
        ulong _random = (seed + (ulong)number + 1) * 0x9E3779B97F4A7C15 | 1;

        public int Number { get; } = number;
        public long[] Counts { get; } = new long[StepCount];

        // Marsaglia's xorshift64.
        public ulong Draw()
        {
            _random ^= _random << 13;
            _random ^= _random >> 7;
            _random ^= _random << 17;
            return _random >> 16;
        }
    }
}

/// <summary>The yield point that follows a <see cref="StressPlan"/>.</summary>
/// <param name="plan">The plan.</param>
public readonly struct StressYield(StressPlan plan) : IYieldPoint
{
    /// <inheritdoc/>
    public void Reach(StackStep step) => plan.Reach(step);

    /// <inheritdoc/>
    public void Wait(ref SpinWait spinner) => spinner.SpinOnce(sleep1Threshold: -1);

    /// <inheritdoc/>
    public int Worker => plan.Worker;
}
