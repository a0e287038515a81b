namespace Orrery.Concurrency.Coherence;

/// <summary>The time-stamped stack with intervals (Dodds, Haas and Kirsch, POPL 2015). A look scans as a pop does and leaves the item, which the paper does not have and which is not linearizable.</summary>
sealed class TimestampedProgram : StackProgram
{
    readonly Pool[] _pools;
    readonly double _delay;

    public TimestampedProgram(CoherenceMachine machine, double delayNanoseconds)
    {
        _pools = [.. Enumerable.Range(0, machine.Cores).Select(_ => new Pool())];
        _delay = delayNanoseconds;
    }

    sealed class Node(long value, CacheLine line)
    {
        public long Value => value;
        public CacheLine Line => line;
        public Node? Next { get; set; }
        public double Start { get; set; } = double.PositiveInfinity;
        public double End { get; set; } = double.PositiveInfinity;
        public bool IsTaken { get; set; }
    }

    sealed class Pool
    {
        public CacheLine Line { get; } = new();
        public Node? Top { get; set; }
    }

    public override void Prefill(IEnumerable<long> values)
    {
        double time = -1e9;
        var turn = 0;
        foreach (var value in values)
        {
            var pool = _pools[turn++ % _pools.Length];
            pool.Top = new(value, new()) { Next = pool.Top, Start = time, End = time };
            time++;
        }
    }

    public override async ValueTask Push(ModelCore core, long value)
    {
        await core.Allocate(2); // the item, and its interval
        var mine = _pools[core.Number];
        var node = new Node(value, new(core));
        await core.Read(mine.Line);
        var below = mine.Top;
        while (below is { IsTaken: true })
        {
            await core.Read(below.Line);
            below = below.Next;
        }
        node.Next = below;
        await core.Update(mine.Line);
        mine.Top = node;
        await core.ReadClock();
        var start = core.Machine.Now;
        if (_delay > 0) await core.Work(_delay);
        await core.ReadClock();
        var end = core.Machine.Now;
        await core.Update(node.Line);
        (node.Start, node.End) = (start, end);
    }

    public override async ValueTask<long> Pop(ModelCore core)
    {
        await core.ReadClock();
        var started = core.Machine.Now;
        while (true)
        {
            var (done, node) = await TryTake(core, started, look: false);
            if (done) return node?.Value ?? Nothing;
        }
    }

    public override async ValueTask<long> Peek(ModelCore core)
    {
        await core.ReadClock();
        return (await TryTake(core, core.Machine.Now, look: true)).Node?.Value ?? Nothing;
    }

    async ValueTask<(bool Done, Node? Node)> TryTake(ModelCore core, double started, bool look)
    {
        var seen = new Node?[_pools.Length];
        Node? youngest = null;
        var from = 0;
        var first = core.Random.Below(_pools.Length);
        for (var i = 0; i < _pools.Length; i++)
        {
            var index = (first + i) % _pools.Length;
            await core.Read(_pools[index].Line);
            var node = seen[index] = _pools[index].Top;
            while (node is not null)
            {
                await core.Read(node.Line);
                if (!node.IsTaken) break;
                node = node.Next;
            }
            if (node is null) continue;
            if (started < node.Start && !look && await TryRemove(core, _pools[index], seen[index], node))
            {
                Eliminated += 2;
                return (true, node);
            }
            if (youngest is null || youngest.End < node.Start) (youngest, from) = (node, index);
        }
        if (youngest is not null) return (look || await TryRemove(core, _pools[from], seen[from], youngest), youngest);
        for (var i = 0; i < _pools.Length; i++)
        {
            await core.Read(_pools[i].Line);
            if (_pools[i].Top != seen[i]) return (false, null);
        }
        return (true, null);
    }

    static async ValueTask<bool> TryRemove(ModelCore core, Pool pool, Node? top, Node node)
    {
        await core.Update(node.Line);
        if (node.IsTaken) return false;
        node.IsTaken = true;
        await core.Update(pool.Line);
        if (pool.Top == top) pool.Top = node;
        return true;
    }
}
