namespace Orrery.Concurrency;

/// <summary>
/// What an algorithm calls where other threads may come between. As a struct type parameter it costs nothing: with <see cref="NoYield"/> the compiler erases every call,
/// with others a test decides who runs next, delays a thread, or counts which paths were taken.
/// </summary>
public interface IYieldPoint
{
    /// <summary>The algorithm is at a step.</summary>
    void Reach(StackStep step);

    /// <summary>One turn of waiting for another thread.</summary>
    void Wait(ref SpinWait spinner);

    /// <summary>A small number that tells apart threads which run at the same time as well as it can, neighbours by a little; it chooses among shards and correctness does not rest on it.</summary>
    int Worker { get; }
}

/// <summary>The yield point of production: no step does anything, waiting spins and then gives the processor away.</summary>
public readonly struct NoYield : IYieldPoint
{
    /// <summary>Does nothing.</summary>
    public void Reach(StackStep step)
    {
    }

    /// <summary>Spins a little, then yields; never sleeps for a millisecond, which would be ten thousand operations.</summary>
    public void Wait(ref SpinWait spinner) => spinner.SpinOnce(sleep1Threshold: -1);

    /// <summary>The processor.</summary>
    public int Worker => Thread.GetCurrentProcessorId();
}
