namespace Orrery.Concurrency.Verification;

/// <summary>Records what workers do to a stack, each in a log of its own, so that recording adds no contention but that of the clock.</summary>
public sealed class OperationRecorder
{
    readonly WorkerLog[] _logs;
    readonly Func<long>? _clock;
    long _ticks;

    /// <summary>A recorder of some workers.</summary>
    /// <param name="workers">How many.</param>
    /// <param name="clock">A clock that all threads agree on, read before and after each operation and never out of order with it; null counts the readings themselves, which is exact but a line that all workers share.</param>
    public OperationRecorder(int workers, Func<long>? clock = null)
    {
        _clock = clock;
        _logs = [.. Enumerable.Range(0, workers).Select(worker => new WorkerLog(this, worker))];
    }

    /// <summary>The log of a worker, for one thread at a time.</summary>
    public WorkerLog this[int worker] => _logs[worker];

    /// <summary>All operations so far, worker by worker; call it when no worker is at work.</summary>
    public IReadOnlyList<StackOperation> History() => [.. _logs.SelectMany(log => log.Operations)];

    internal long Now() => _clock is null ? Interlocked.Increment(ref _ticks) : _clock();
}

/// <summary>What one worker does: <see cref="Begin"/> before an operation, then what came of it.</summary>
public sealed class WorkerLog
{
    readonly OperationRecorder _recorder;
    readonly int _worker;
    readonly List<StackOperation> _operations = [];
    long _called;

    internal WorkerLog(OperationRecorder recorder, int worker) => (_recorder, _worker) = (recorder, worker);

    internal IReadOnlyList<StackOperation> Operations => _operations;

    /// <summary>An operation is about to be called.</summary>
    public void Begin() => _called = _recorder.Now();

    /// <summary>Pushes a value and records it.</summary>
    public void Push(IConcurrentStack<long> stack, long value)
    {
        Begin();
        stack.Push(value);
        End(StackOperationKind.Push, 1, value);
    }

    /// <summary>Pops a value and records it.</summary>
    public void Pop(IConcurrentStack<long> stack)
    {
        Begin();
        var found = stack.TryPop(out var value);
        Popped(found, value);
    }

    /// <summary>A pop returned.</summary>
    public void Popped(bool found, long value)
    {
        var returned = _recorder.Now();
        Add(StackOperationKind.Pop, 1, returned, found ? [value] : []);
    }

    /// <summary>A look at the top returned.</summary>
    public void Peeked(bool found, long value)
    {
        var returned = _recorder.Now();
        Add(StackOperationKind.Peek, 1, returned, found ? [value] : []);
    }

    /// <summary>An operation of any kind returned.</summary>
    /// <param name="kind">What it did.</param>
    /// <param name="asked">How many values a pop wanted; the answer of a count.</param>
    /// <param name="values">What it pushed, popped or saw.</param>
    public void End(StackOperationKind kind, int asked, params ReadOnlySpan<long> values)
    {
        var returned = _recorder.Now();
        Add(kind, asked, returned, values);
    }

    void Add(StackOperationKind kind, int asked, long returned, ReadOnlySpan<long> values) =>
        _operations.Add(new(_worker, kind, values.ToArray(), asked, _called, returned));
}
