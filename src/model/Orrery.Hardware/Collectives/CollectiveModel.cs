namespace Orrery.Hardware.Collectives;

/// <summary>
/// How long a group of devices takes for its collectives. Everything is worked out when it is made; a call neither allocates nor takes
/// more than a few comparisons. Sizes are in bytes, times in seconds.
/// Devices past one domain of the scale-up fabric work in a hierarchy (reduce-scatter inside, all-reduce between, all-gather inside),
/// or as NCCL's own tuning model says where the fabric's library is NCCL. What a calibration has measured of the library stands in place of either.
/// </summary>
public sealed class CollectiveModel
{
    readonly Fabric _near;
    readonly Fabric? _far;
    readonly int _groups;
    readonly double _perGroup;

    // NCCL times its rings and trees over both networks as one.
    readonly bool _flat;

    // What a group waits for late devices, each time.
    readonly double _wait;

    CollectiveModel(Fabric near, Fabric? far, DomainSplit split, bool flat, Stragglers late)
    {
        (_wait, StaleContributions) = late;
        (_near, _far, _flat) = (near, far, flat);
        (_perGroup, _groups) = (split.PerGroup, split.Groups);
    }

    /// <summary>Devices in the group.</summary>
    public int Ranks { get; private init; }

    /// <summary>What every collective of the group waits for late devices, on average; part of its time.</summary>
    public double WaitSeconds => _wait;

    /// <summary>Contributions to one collective of the group, on average, that a time-out replaces by the previous value.</summary>
    public double StaleContributions { get; }

    /// <summary>The model of a group of <paramref name="ranks"/> devices.</summary>
    /// <param name="scaleUp">The fabric of a domain; null where devices stand alone, so that all traffic takes <paramref name="scaleOut"/>.</param>
    /// <param name="scaleOut">The network between domains; null where there is none.</param>
    /// <param name="ranks">Devices in the group; one makes every collective free.</param>
    /// <param name="calibration">What was measured of the library on the link of one domain, and of messages between domains; null for nothing.</param>
    /// <exception cref="ArgumentException">No network reaches that many devices, or a link that asks for NCCL lacks its constants.</exception>
    public static CollectiveModel Create(LinkSpec? scaleUp, LinkSpec? scaleOut, int ranks, CalibrationSpec? calibration = null)
    {
        var split = DomainSplit.Of(ranks, scaleUp, scaleOut);
        var near = scaleUp is null || split.PerGroup == 1 ? Fabric.Alone : AlphaBeta.Over(scaleUp, split.PerGroup);
        var far = split.Groups == 1 ? null : AlphaBeta.Over(scaleOut!, split.Groups);
        var nccl = scaleUp is { Library: CollectiveLibrary.Nccl } && split.PerGroup > 1;
        if (nccl)
        {
            var tuning = NcclTuning.Create(scaleUp!, scaleOut, ranks);
            near = near with { AllReduce = tuning.AllReduce, AllGather = tuning.Gather, ReduceScatter = tuning.Gather };
        }

        if (far is not null) far = FittedCollectives.ReplaceSends(calibration, far, scaleOut!);
        else if (split.PerGroup > 1) near = FittedCollectives.Replace(calibration, near, scaleUp!, ranks);
        // A group waits on the links that it uses; where it uses both, on one after the other.
        var late = Stragglers.Of(split.PerGroup > 1 ? scaleUp!.Stragglers : null, ranks) + Stragglers.Of(far is null ? null : scaleOut!.Stragglers, ranks);
        return new(near, far, split, flat: far is null || nccl, late) { Ranks = ranks };
    }

    /// <summary>Time to sum <paramref name="bytes"/> that every device holds, the sum ending on every device.</summary>
    public double AllReduceSeconds(double bytes) => _wait + (_flat
        ? _near.AllReduce.Seconds(bytes)
        : _near.ReduceScatter.Seconds(bytes) + _far!.AllReduce.Seconds(bytes / _perGroup) + _near.AllGather.Seconds(bytes));

    /// <summary>Time until every device holds all <paramref name="bytes"/>, of which each brought an equal part.</summary>
    public double AllGatherSeconds(double bytes) => _wait + (_flat
        ? _near.AllGather.Seconds(bytes)
        : _far!.AllGather.Seconds(bytes / _perGroup) + _near.AllGather.Seconds(bytes));

    /// <summary>Time to sum <paramref name="bytes"/> that every device holds, each ending with an equal part of the sum.</summary>
    public double ReduceScatterSeconds(double bytes) => _wait + (_flat
        ? _near.ReduceScatter.Seconds(bytes)
        : _near.ReduceScatter.Seconds(bytes) + _far!.ReduceScatter.Seconds(bytes / _perGroup));

    /// <summary>Time for every device to spread <paramref name="bytes"/> of its own equally over all, itself included; both networks work at once.</summary>
    public double AllToAllSeconds(double bytes) => _wait + (_far is null
        ? _near.AllToAll.Seconds(bytes)
        : Math.Max(_near.AllToAll.Seconds(bytes / _groups), _far.AllToAll.Seconds(bytes)));

    /// <summary>Time to send <paramref name="bytes"/> to a neighbour; in the next domain where the group spans several.</summary>
    public double PointToPointSeconds(double bytes) => (_far ?? _near).PointToPoint.Seconds(bytes);

    /// <summary>Bytes one device sends in an all-reduce of <paramref name="bytes"/>.</summary>
    public double AllReduceLinkBytes(double bytes) => Cost(Collective.AllReduce, bytes).LinkBytes;

    /// <summary>Bytes one device sends in an all-gather whose result is <paramref name="bytes"/>.</summary>
    public double AllGatherLinkBytes(double bytes) => Cost(Collective.AllGather, bytes).LinkBytes;

    /// <summary>Bytes one device sends in a reduce-scatter of <paramref name="bytes"/>.</summary>
    public double ReduceScatterLinkBytes(double bytes) => Cost(Collective.ReduceScatter, bytes).LinkBytes;

    /// <summary>Bytes one device sends, and forwards where there is no switch, in an all-to-all of <paramref name="bytes"/>.</summary>
    public double AllToAllLinkBytes(double bytes) => Cost(Collective.AllToAll, bytes).LinkBytes;

    /// <summary>Bytes one device sends to a neighbour: <paramref name="bytes"/>, or none where there is no neighbour.</summary>
    public double PointToPointLinkBytes(double bytes) => Cost(Collective.PointToPoint, bytes).LinkBytes;

    /// <summary>Time and traffic by network of a collective of <paramref name="bytes"/>, the size as its own method defines it.</summary>
    public CollectiveCost Cost(Collective collective, double bytes)
    {
        switch (collective)
        {
            case Collective.AllReduce:
                var reduced = _flat
                    ? _near.AllReduce.SentBytes(bytes)
                    : _near.ReduceScatter.SentBytes(bytes) + _near.AllGather.SentBytes(bytes);
                return Split(AllReduceSeconds(bytes), reduced, _far?.AllReduce, bytes / _perGroup);
            case Collective.AllGather:
                return Split(AllGatherSeconds(bytes), _near.AllGather.SentBytes(bytes), _far?.AllGather, bytes / _perGroup);
            case Collective.ReduceScatter:
                return Split(ReduceScatterSeconds(bytes), _near.ReduceScatter.SentBytes(bytes), _far?.ReduceScatter, bytes / _perGroup);
            case Collective.AllToAll:
                return new(AllToAllSeconds(bytes), _near.AllToAll.SentBytes(bytes / _groups), _far?.AllToAll.SentBytes(bytes) ?? 0);
            default:
                var seconds = PointToPointSeconds(bytes);
                return _far is null ? new(seconds, _near.PointToPoint.SentBytes(bytes), 0) : new(seconds, 0, bytes);
        }
    }

    /// <summary>The algorithm that is fastest for an all-reduce of <paramref name="bytes"/>, e.g. <c>ring LL</c>; of its inner part where it is hierarchical.</summary>
    public string AllReduceAlgorithm(double bytes) =>
        (_flat ? _near.AllReduce : _perGroup > 1 ? _near.ReduceScatter : _far!.AllReduce).Best(bytes).Name;

    CollectiveCost Split(double seconds, double near, AlgorithmSet? far, double farBytes)
    {
        if (far is null) return new(seconds, near, 0);
        var sent = far.SentBytes(farBytes);
        // A flat ring sends its bytes on either network; what crosses domains is what a hierarchy would send there.
        return new(seconds, _flat ? Math.Max(0, near - sent) : near, sent);
    }
}
