namespace Orrery.Concurrency.Coherence;

/// <summary>A cache line: who holds it, and until when it is busy with a request.</summary>
sealed class CacheLine
{
    List<Action>? _waiters;

    /// <summary>A line that nobody has touched, or that its creator has just written.</summary>
    public CacheLine(ModelCore? creator = null)
    {
        if (creator is null) return;
        Writer = creator.Number;
        Holders.Add(creator.Number);
    }

    /// <summary>The core that may write it; −1 where several may read it.</summary>
    public int Writer { get; set; } = -1;

    public CoreSet Holders;

    public double BusyUntil { get; set; }

    /// <summary>Atomic updates of it.</summary>
    public long Updates { get; set; }

    public List<Action> Waiters => _waiters ??= [];

    public void Wake(CoherenceMachine machine)
    {
        if (_waiters is not { Count: > 0 } waiters) return;
        _waiters = null;
        foreach (var waiter in waiters) machine.Schedule(machine.Now, waiter);
    }
}

/// <summary>A set of up to 256 cores.</summary>
struct CoreSet
{
    ulong _a, _b, _c, _d;

    public static CoreSet Range(int first, int end)
    {
        var set = new CoreSet();
        for (var core = first; core < Math.Min(end, 256); core++) set.Add(core);
        return set;
    }

    public readonly bool IsEmpty => (_a | _b | _c | _d) == 0;

    public void Add(int core)
    {
        var bit = 1UL << core;
        switch (core >> 6)
        {
            case 0: _a |= bit; break;
            case 1: _b |= bit; break;
            case 2: _c |= bit; break;
            default: _d |= bit; break;
        }
    }

    public readonly bool Has(int core) => ((core >> 6) switch { 0 => _a, 1 => _b, 2 => _c, _ => _d } >> core & 1) != 0;

    public readonly bool Meets(CoreSet other) => ((_a & other._a) | (_b & other._b) | (_c & other._c) | (_d & other._d)) != 0;

    public readonly bool LiesIn(CoreSet other) => ((_a & ~other._a) | (_b & ~other._b) | (_c & ~other._c) | (_d & ~other._d)) == 0;
}
