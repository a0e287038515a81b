using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Routers;

/// <summary>Any replica, each as likely, drawn from the stream <c>router</c>.</summary>
sealed class RandomRouter(RandomStreams streams) : IRouter
{
    readonly RandomSource _source = streams.Get("router");

    public int Choose(in Request request, ReadOnlySpan<IReplica> replicas) => _source.NextInt(replicas.Length);
}
