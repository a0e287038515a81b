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

    /// <summary>To which of some shards the calling thread goes at the moment; threads that run near each other should go to the same. Correctness does not rest on it.</summary>
    int Shard(int shards);
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

    /// <summary>Divides the machine's processors evenly, neighbours together: they share a cache. Where a process may use only some of them, their numbers can exceed their count.</summary>
    public int Shard(int shards) => (int)((uint)Thread.GetCurrentProcessorId() * (uint)shards / (uint)Processors % (uint)shards);

#pragma warning disable RS0030 // no model's input: it is this machine's threads that meet here
    static readonly int Processors = Environment.ProcessorCount;
#pragma warning restore RS0030
}
