using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>When each prefix block of some traffic is used, known before it happens: what an oracle sees.</summary>
public sealed class KvForesight
{
    readonly Dictionary<long, Queue<long>> _uses = [];

    /// <summary>Reads traffic to its end; memory grows with its blocks.</summary>
    public static KvForesight Of(IRequestSource traffic)
    {
        var foresight = new KvForesight();
        while (traffic.TryNext(out var request))
            foreach (var identity in request.Prefix.Span)
            {
                if (!foresight._uses.TryGetValue(identity, out var uses)) foresight._uses[identity] = uses = new();
                uses.Enqueue(request.Arrival.Picoseconds);
            }
        return foresight;
    }

    /// <summary>When the next request arrives that uses a block and has not been admitted; never where there is none.</summary>
    internal long NextUse(long identity) => _uses.TryGetValue(identity, out var uses) && uses.TryPeek(out var next) ? next : long.MaxValue;

    /// <summary>A request is admitted.</summary>
    internal void Admitted(in Request request)
    {
        foreach (var identity in request.Prefix.Span)
            if (_uses.TryGetValue(identity, out var uses)) uses.TryDequeue(out _);
    }
}
