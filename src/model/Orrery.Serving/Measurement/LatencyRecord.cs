using Orrery.Simulation;

namespace Orrery.Serving.Measurement;

/// <summary>Latencies of requests, and how many of those that arrived were good.</summary>
sealed class LatencyRecord
{
    public readonly QuantileSketch Ttft = new(), Tpot = new(), Itl = new(), E2e = new(), Queueing = new();

    public long Arrived, Good;

    public void Merge(LatencyRecord other)
    {
        Ttft.Merge(other.Ttft);
        Tpot.Merge(other.Tpot);
        Itl.Merge(other.Itl);
        E2e.Merge(other.E2e);
        Queueing.Merge(other.Queueing);
        Arrived += other.Arrived;
        Good += other.Good;
    }
}
