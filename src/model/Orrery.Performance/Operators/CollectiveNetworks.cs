using Orrery.Hardware;

namespace Orrery.Performance;

/// <summary>The collectives of one engine: for each group of ranks, the network that joins them.</summary>
sealed class CollectiveNetworks(AcceleratorSpec accelerator, ParallelismSpec parallelism)
{
    /// <summary>The network of a group.</summary>
    /// <exception cref="InvalidOperationException">The group has several ranks and the accelerator no link to join them.</exception>
    public CollectiveNetwork Of(CollectiveGroup group) => group switch
    {
        CollectiveGroup.Tensor => Contiguous(parallelism.Tensor),
        CollectiveGroup.Experts => Contiguous(parallelism.Tensor * parallelism.Context * parallelism.Data),
        // Context ranks and pipeline neighbours are a stride apart: they meet on the fabric only if what lies between fits on it.
        CollectiveGroup.Context => Strided(parallelism.Context, parallelism.Tensor * parallelism.Context),
        _ => Strided(2, Math.Min(parallelism.DevicesPerEngine, 2 * parallelism.DevicesPerEngine / parallelism.Pipeline)),
    };

    CollectiveNetwork Contiguous(int ranks)
    {
        var (near, far) = Links();
        return new CollectiveNetwork(CollectiveModel.Create(near, far, ranks));
    }

    CollectiveNetwork Strided(int ranks, int span)
    {
        var (near, far) = Links();
        return new CollectiveNetwork(CollectiveModel.Create(span <= near.DomainSize || far is null ? near : far, far, ranks));
    }

    (LinkSpec Near, LinkSpec? Far) Links() => (accelerator.ScaleUp, accelerator.ScaleOut) switch
    {
        ({ } up, var outer) => (up, outer),
        (null, { } outer) => (outer, null),
        _ => throw new InvalidOperationException($"{accelerator.Name} has no link, so it cannot be sharded."),
    };
}

/// <summary>The collectives of one group of ranks.</summary>
sealed class CollectiveNetwork(CollectiveModel model)
{
    public double Seconds(CollectiveKind kind, double bytes) => kind switch
    {
        CollectiveKind.AllReduce => model.AllReduceSeconds(bytes),
        CollectiveKind.AllGather => model.AllGatherSeconds(bytes),
        CollectiveKind.ReduceScatter => model.ReduceScatterSeconds(bytes),
        CollectiveKind.AllToAll => model.AllToAllSeconds(bytes),
        _ => model.PointToPointSeconds(bytes),
    };

    public double LinkBytes(CollectiveKind kind, double bytes) => kind switch
    {
        CollectiveKind.AllReduce => model.AllReduceLinkBytes(bytes),
        CollectiveKind.AllGather => model.AllGatherLinkBytes(bytes),
        CollectiveKind.ReduceScatter => model.ReduceScatterLinkBytes(bytes),
        CollectiveKind.AllToAll => model.AllToAllLinkBytes(bytes),
        _ => bytes,
    };
}
