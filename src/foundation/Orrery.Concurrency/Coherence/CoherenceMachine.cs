using System.Runtime.CompilerServices;

namespace Orrery.Concurrency.Coherence;

/// <summary>
/// Cores and cache lines in virtual time. A line is held by one core that may write it, or by several that may read it; getting it costs by distance, and a line serves one request after another.
/// Programs are ordinary asynchronous methods: what they do between two awaits happens at one moment, so an awaited update followed by a comparison and an assignment is a compare-and-swap.
/// </summary>
/// <remarks>Stores do not make their core wait, but its next atomic update waits for them (x86-TSO). Threads are one a core and are never preempted. The same seed gives the same run.</remarks>
sealed class CoherenceMachine(CoherenceSpec spec, int cores, ulong seed)
{
    /// <summary>A turn of <see cref="Thread.SpinWait(int)"/>, which the runtime normalises to a pause of Skylake.</summary>
    public const double SpinTurnNanoseconds = 37;

    /// <summary>Where <see cref="SpinWait"/> begins to give the processor away, which with a core for each thread goes no further.</summary>
    public const double LongestBackOffNanoseconds = 2000;

    readonly PriorityQueue<Action, (double Time, long Order)> _events = new();
    long _order;

    public CoherenceSpec Spec => spec;

    public int Cores => cores;

    public double Now { get; private set; }

    public ulong Seed => seed;

    public void Schedule(double time, Action action) => _events.Enqueue(action, (time, _order++));

    /// <summary>Runs until nothing is left to do, or to the end of time.</summary>
    public void Run(double untilNanoseconds = double.PositiveInfinity)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null); // continuations run here and now
        try
        {
            while (_events.TryPeek(out _, out var at) && at.Time <= untilNanoseconds)
            {
                Now = at.Time;
                _events.Dequeue()();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Resumes whoever awaits it at a time, and lets those who wait for the line look again.</summary>
    public readonly struct Step(CoherenceMachine machine, double at, CacheLine? changed) : INotifyCompletion
    {
        public Step GetAwaiter() => this;

        public bool IsCompleted => false;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation)
        {
            var (line, owner) = (changed, machine);
            machine.Schedule(at, line is null ? continuation : () =>
            {
                continuation();
                line.Wake(owner);
            });
        }
    }

    /// <summary>Resumes whoever awaits it when the line has changed.</summary>
    public readonly struct Change(CacheLine line) : INotifyCompletion
    {
        public Change GetAwaiter() => this;

        public bool IsCompleted => false;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => line.Waiters.Add(continuation);
    }
}
