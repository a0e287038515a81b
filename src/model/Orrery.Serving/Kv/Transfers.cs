using System.Collections.Immutable;
using Orrery.Serving.Engines;
using Orrery.Simulation;

namespace Orrery.Serving.Kv;

/// <summary>Bytes on their way.</summary>
abstract class KvTransfer
{
    /// <summary>They have arrived.</summary>
    public abstract void Arrived(long now);
}

/// <summary>What a sequence loads, from however many stores.</summary>
sealed class PromptLoad(Engine engine, Ticket ticket) : KvTransfer
{
    readonly List<KvUnit> _pinned = [];

    /// <summary>Flows that have not arrived.</summary>
    public int Flows { get; set; }

    public void Read(KvUnit unit)
    {
        unit.Pins++;
        _pinned.Add(unit);
    }

    public override void Arrived(long now)
    {
        if (--Flows > 0) return;
        foreach (var unit in _pinned) unit.Pins--;
        if (engine.Holds(ticket)) engine.Loaded(ticket, now);
    }
}

/// <summary>What goes into a store from one place: one flow at a time, which takes all that has come together since the last.</summary>
sealed class KvWriter(FlowNetwork<KvTransfer> network, ImmutableArray<int> path) : KvTransfer
{
    List<(KvUnit Unit, KvUnit? Source)> _waiting = [], _sent = [];

    /// <summary>A unit, reserved in the store, is to be written; its source is pinned until it has been.</summary>
    public void Add(KvUnit unit, KvUnit? source = null)
    {
        if (source is not null) source.Pins++;
        _waiting.Add((unit, source));
    }

    public void Start(long now)
    {
        if (_sent.Count > 0 || _waiting.Count == 0) return;
        (_waiting, _sent) = (_sent, _waiting);
        network.Start(path, _sent.Sum(static item => item.Unit.Bytes), this, new(now));
    }

    public override void Arrived(long now)
    {
        foreach (var (unit, source) in _sent)
        {
            KvStore.Written(unit);
            if (source is not null) source.Pins--;
        }
        _sent.Clear();
        Start(now);
    }
}

/// <summary>The cache of a sequence that was swapped out.</summary>
sealed class SwappedCache(FlowNetwork<KvTransfer> network, KvStore store, long bytes, Engine engine, Ticket ticket, ImmutableArray<int> back) : KvTransfer
{
    bool _written, _reading, _forgotten;
    long _wanted = -1;

    /// <summary>It is to be read, as soon as it has been written.</summary>
    public void Read(long wanted, long now)
    {
        _wanted = wanted;
        if (_written) StartReading(now);
    }

    /// <summary>Nobody wants it any more.</summary>
    public void Forget()
    {
        _forgotten = true;
        if (_written && !_reading) store.Release(bytes);
    }

    public override void Arrived(long now)
    {
        if (_reading || _forgotten)
        {
            store.Release(bytes);
            if (!_forgotten && engine.Holds(ticket)) engine.Loaded(ticket, now);
            return;
        }
        _written = true;
        if (_wanted >= 0) StartReading(now);
    }

    void StartReading(long now)
    {
        _reading = true;
        network.Start(back, _wanted, this, new(now));
    }
}
