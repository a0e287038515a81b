namespace Orrery.Concurrency.Coherence;

/// <summary>A plain stack in an array that one core at a time works on: one update of the line at its top an operation, which is free for whoever had it last.</summary>
abstract class SequentialProgram : StackProgram
{
    protected enum Request
    {
        None,
        Push,
        Pop,
        Peek,
    }

    protected Stack<long> Items { get; } = [];

    public override void Prefill(IEnumerable<long> values)
    {
        foreach (var value in values) Items.Push(value);
    }

    public override async ValueTask Push(ModelCore core, long value) => await Apply(core, Request.Push, value);

    public override ValueTask<long> Pop(ModelCore core) => Apply(core, Request.Pop, 0);

    public override ValueTask<long> Peek(ModelCore core) => Apply(core, Request.Peek, 0);

    protected abstract ValueTask<long> Apply(ModelCore core, Request request, long value);

    protected long Do(Request request, long value)
    {
        if (request == Request.Push) Items.Push(value);
        else if (request == Request.Pop) return Items.TryPop(out var item) ? item : Nothing;
        else return Items.TryPeek(out var item) ? item : Nothing;
        return value;
    }
}

/// <summary>A lock that spins on its own copy and backs off, around a plain stack. Threads are never put to sleep, which flatters it.</summary>
sealed class LockProgram : SequentialProgram
{
    readonly CacheLine _lock = new();
    bool _held;

    protected override async ValueTask<long> Apply(ModelCore core, Request request, long value)
    {
        for (var losses = 0; ; losses++)
        {
            await core.Await(_lock, () => !_held);
            await core.Update(_lock);
            if (!_held) break;
            await core.Work((0.5 + core.Random.Share()) * 40 * (1 << Math.Min(losses, 6)));
        }
        _held = true;
        await core.Update(Top);
        var answer = Do(request, value);
        await core.Write(_lock, () => _held = false);
        return answer;
    }
}

/// <summary>Flat combining (Hendler, Incze, Shavit and Tzafrir, SPAA 2010), every core's record on the list from the start.</summary>
sealed class FlatCombiningProgram : SequentialProgram
{
    const int Passes = 3;

    readonly CacheLine _lock = new();
    readonly CoherenceMachine _machine;
    readonly Record[] _records;
    bool _held;

    public FlatCombiningProgram(CoherenceMachine machine)
    {
        _machine = machine;
        _records = [.. Enumerable.Range(0, machine.Cores).Select(_ => new Record())];
    }

    sealed class Record
    {
        public CacheLine Line { get; } = new();
        public Request Request { get; set; }
        public long Value { get; set; }
    }

    protected override async ValueTask<long> Apply(ModelCore core, Request request, long value)
    {
        var mine = _records[core.Number];
        await core.Update(mine.Line);
        (mine.Request, mine.Value) = (request, value);
        while (mine.Request != Request.None)
        {
            await core.Read(_lock);
            if (!_held)
            {
                await core.Update(_lock);
                if (!_held)
                {
                    _held = true;
                    await Combine(core);
                    await core.Write(_lock, Release);
                    break;
                }
            }
            // Those who wait look at their own records; whoever finds the lock free later serves them.
            await core.Await(mine.Line, () => mine.Request == Request.None || !_held);
        }
        return mine.Value;
    }

    async ValueTask Combine(ModelCore core)
    {
        Batches++;
        for (var pass = 0; pass < Passes; pass++)
        {
            var found = false;
            foreach (var record in _records)
            {
                await core.Read(record.Line);
                if (record.Request == Request.None) continue;
                found = true;
                await core.Update(Top);
                var (request, value) = (record.Request, record.Value);
                var answer = Do(request, value);
                Combined++;
                await core.Write(record.Line, () => (record.Request, record.Value) = (Request.None, answer));
                record.Request = Request.None; // this core will not serve it twice
                record.Value = answer;
            }
            if (!found) break;
        }
    }

    // Who waits looks at the lock as well as at its own record: whoever came too late for the last pass goes for the lock.
    void Release()
    {
        _held = false;
        foreach (var record in _records) record.Line.Wake(_machine);
    }
}

/// <summary>CC-Synch (Fatourou and Kallimanis, PPoPP 2012).</summary>
sealed class CcSynchProgram : SequentialProgram
{
    readonly CacheLine _tailLine = new();
    readonly Node[] _mine;
    readonly int _most;
    Node _tail = new() { Waits = false };

    public CcSynchProgram(CoherenceMachine machine)
    {
        _mine = [.. Enumerable.Range(0, machine.Cores).Select(_ => new Node())];
        _most = Math.Max(64, 3 * machine.Cores); // the paper's advice: a multiple of the threads
    }

    sealed class Node
    {
        public CacheLine Line { get; } = new();
        public Request Request { get; set; }
        public long Value { get; set; }
        public Node? Next { get; set; }
        public bool Waits { get; set; } = true;
        public bool IsDone { get; set; }
    }

    protected override async ValueTask<long> Apply(ModelCore core, Request request, long value)
    {
        var next = _mine[core.Number];
        await core.Update(next.Line);
        (next.Next, next.Waits, next.IsDone) = (null, true, false);
        await core.Update(_tailLine);
        var node = _tail;
        _tail = next;
        _mine[core.Number] = node;
        await core.Write(node.Line, () => (node.Request, node.Value, node.Next) = (request, value, next));
        await core.Await(node.Line, () => !node.Waits && node.Next is not null);
        if (node.IsDone) return node.Value;

        Batches++;
        var current = node;
        for (var done = 0; done < _most; done++)
        {
            await core.Read(current.Line);
            if (current.Next is not { } following) break;
            await core.Update(Top);
            var (served, answer) = (current, Do(current.Request, current.Value));
            Combined++;
            if (served == node) served.Value = answer;
            else await core.Write(served.Line, () => (served.Value, served.IsDone, served.Waits) = (answer, true, false));
            current = following;
        }
        var heir = current;
        await core.Write(heir.Line, () => heir.Waits = false);
        return node.Value;
    }
}
