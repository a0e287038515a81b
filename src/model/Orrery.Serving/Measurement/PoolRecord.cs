using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Serving.Measurement;

/// <summary>What the engines of one pool have done.</summary>
/// <param name="name">Its name.</param>
/// <param name="replicas">Its engines.</param>
sealed class PoolRecord(string name, int replicas)
{
    public StepCost Total;

    public long Steps { get; private set; }

    /// <summary>Picoseconds in which a step ran, over all engines.</summary>
    public long Busy { get; private set; }

    /// <summary>Share of the cache in use, over the time of steps in picoseconds.</summary>
    public double Kv { get; private set; }

    public double PeakKv { get; private set; }

    public void Step(long picoseconds, double kvShare)
    {
        Steps++;
        Busy += picoseconds;
        Kv += kvShare * picoseconds;
        if (kvShare > PeakKv) PeakKv = kvShare;
    }

    public PoolResult Result(long makespan) =>
        new(name, replicas, Steps, Total, new Seconds(Busy * 1e-12), makespan > 0 ? Kv / makespan / replicas : 0, PeakKv);
}
