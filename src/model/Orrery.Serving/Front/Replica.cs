using Orrery.Serving.Engines;
using Orrery.Serving.Routers;
using Orrery.Workloads;

namespace Orrery.Serving.Front;

/// <summary>An engine and what stands before it, as a router sees them: as they are, or as they were at the last look.</summary>
sealed class Replica(int index, Engine engine, AdapterSpec? adapters) : IReplica
{
    sealed class Look
    {
        public int Unfinished;
        public long Queued, Held;
        public double Utilisation;
        public readonly HashSet<long> Prefixes = [];
        public readonly HashSet<int> Adapters = [];
    }

    Look? _look;

    public int Index => index;

    public Engine Engine { get; private set; } = engine;

    public AdapterCache? Adapters { get; private set; } = adapters is null ? null : new(adapters);

    public bool IsUp { get; set; }

    /// <summary>Since when it is up.</summary>
    public long UpSince { get; set; }

    /// <summary>Requests sent to it that have not finished, at this instant.</summary>
    public int Load => Engine.Unfinished + (Adapters?.Waiting ?? 0);

    /// <summary>Requests that wait in it, at this instant.</summary>
    public int Queued => Engine.Queued + (Adapters?.Waiting ?? 0);

    public int Unfinished => _look?.Unfinished ?? Load;

    public long QueuedTokens => _look?.Queued ?? Engine.QueuedTokens;

    public long HeldTokens => _look?.Held ?? Engine.HeldTokens;

    public double KvUtilisation => _look?.Utilisation ?? Engine.KvUtilisation;

    public bool HasAdapter(in Request request) => _look is null ? Adapters?.Holds(request.Adapter) != false : request.Adapter < 0 || Adapters is null || _look.Adapters.Contains(request.Adapter);

    public int CachedTokens(in Request request)
    {
        if (_look is null) return Engine.CachedTokens(request);
        var blocks = 0;
        foreach (var identity in request.Prefix.Span)
        {
            if (!_look.Prefixes.Contains(identity)) break;
            blocks++;
        }
        return (int)Math.Min((long)blocks * request.PrefixBlockTokens, request.InputTokens - 1);
    }

    /// <summary>A router looks at it; from now on it sees what there is now.</summary>
    public void LookAt()
    {
        _look ??= new();
        (_look.Unfinished, _look.Queued, _look.Held, _look.Utilisation) = (Load, Engine.QueuedTokens, Engine.HeldTokens, Engine.KvUtilisation);
        _look.Prefixes.Clear();
        _look.Prefixes.UnionWith(Engine.CachedPrefixes);
        _look.Adapters.Clear();
        if (Adapters is not null) _look.Adapters.UnionWith(Adapters.Loaded);
    }

    /// <summary>The router takes what it sends into account.</summary>
    public void Remember(in Request request)
    {
        if (_look is null) return;
        _look.Unfinished++;
        _look.Queued += request.InputTokens - CachedTokens(request);
        foreach (var identity in request.Prefix.Span) _look.Prefixes.Add(identity);
        if (request.Adapter >= 0) _look.Adapters.Add(request.Adapter);
    }

    /// <summary>A new engine takes the place of one that crashed: with nothing in it, which whoever looks knows at once.</summary>
    public void Replace(Engine fresh)
    {
        Engine = fresh;
        if (adapters is not null) Adapters = new(adapters);
        if (_look is not null) LookAt();
    }
}
