using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Routers;

/// <summary>
/// The one with fewer unfinished requests of two different replicas, drawn from the stream <c>router</c>; the first drawn of equals. Nearly as even as looking at
/// all of them (Mitzenmacher, IEEE TPDS 12:10, 2001).
/// </summary>
sealed class PowerOfTwo(RandomStreams streams) : IRouter
{
    readonly RandomSource _source = streams.Get("router");

    public int Choose(in Request request, ReadOnlySpan<IReplica> replicas)
    {
        if (replicas.Length == 1) return 0;
        var first = _source.NextInt(replicas.Length);
        var second = _source.NextInt(replicas.Length - 1);
        if (second >= first) second++;
        return replicas[second].Unfinished < replicas[first].Unfinished ? second : first;
    }
}
