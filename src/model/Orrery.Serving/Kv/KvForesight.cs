using Orrery.Workloads;

namespace Orrery.Serving.Kv;

/// <summary>In which requests each prefix block of some traffic is used, known before it happens: what an oracle sees.</summary>
sealed class KvForesight : IRequestSource
{
    readonly List<Request> _requests = [];
    readonly Dictionary<long, Queue<long>> _uses = [];
    int _given;

    /// <summary>Reads traffic ahead; memory grows with it.</summary>
    /// <param name="traffic">The traffic, which the foresight then gives in its place.</param>
    /// <param name="most">Requests that will be asked for at most.</param>
    public KvForesight(IRequestSource traffic, long most = long.MaxValue)
    {
        while (_requests.Count < most && traffic.TryNext(out var request))
        {
            foreach (var identity in request.Prefix.Span)
            {
                if (!_uses.TryGetValue(identity, out var uses)) _uses[identity] = uses = new();
                uses.Enqueue(_requests.Count);
            }
            _requests.Add(request);
        }
    }

    public bool TryNext(out Request request)
    {
        request = _given < _requests.Count ? _requests[_given] : default;
        return _given++ < _requests.Count;
    }

    /// <summary>The place in the traffic of the next request that uses a block and has not been admitted; far away where there is none.</summary>
    public long NextUse(long identity) => _uses.TryGetValue(identity, out var uses) && uses.TryPeek(out var next) ? next : long.MaxValue;

    /// <summary>A request is admitted.</summary>
    public void Admitted(in Request request)
    {
        foreach (var identity in request.Prefix.Span)
            if (_uses.TryGetValue(identity, out var uses)) uses.TryDequeue(out _);
    }
}
