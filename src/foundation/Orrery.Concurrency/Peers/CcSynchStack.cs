using System.Diagnostics.CodeAnalysis;

namespace Orrery.Concurrency;

/// <summary>
/// A plain stack whose operations queue up by one swap each; the first of the queue does those behind it, up to a bound, and hands over
/// (Fatourou and Kallimanis, "Revisiting the combining synchronization technique", PPoPP 2012, algorithm CC-Synch).
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <typeparam name="TYield">What happens where other threads may come between.</typeparam>
public sealed class CcSynchStack<T, TYield> : IConcurrentStack<T>, IDisposable where TYield : struct, IYieldPoint
{
    readonly CombinedStack<T> _stack = new();
    readonly ThreadLocal<Holder> _mine = new(() => new());
    readonly Hot<Node> _tail = new() { Value = new() };
    readonly TYield _yield;
    readonly int _most;

    /// <summary>An empty stack.</summary>
    /// <param name="yield">The yield point.</param>
    /// <param name="most">Operations that one thread does before it hands over.</param>
    public CcSynchStack(TYield yield, int most = 64) => (_yield, _most) = (yield, most);

    /// <inheritdoc/>
    public void Push(T item)
    {
        T? value = item;
        Apply(RequestKind.Push, ref value);
    }

    /// <inheritdoc/>
    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        T? value = default;
        var found = Apply(RequestKind.Pop, ref value);
        item = value;
        return found;
    }

    /// <summary>Frees the threads' nodes.</summary>
    public void Dispose() => _mine.Dispose();

    bool Apply(RequestKind kind, ref T? value)
    {
        var mine = _mine.Value!;
        var next = mine.Node;
        next.Next = null;
        next.Waits = true;
        next.IsDone = false;
        _yield.Reach(StackStep.Announce);
        var node = Interlocked.Exchange(ref _tail.Value, next)!; // a full fence: whoever follows sees it reset
        node.Value = value;
        node.Kind = kind;
        _yield.Reach(StackStep.Update);
        Volatile.Write(ref node.Next, next); // publishes the request
        mine.Node = node;

        var spinner = new SpinWait();
        while (Volatile.Read(ref node.Waits)) _yield.Wait(ref spinner);
        if (!node.IsDone) Combine(node);
        value = node.Value;
        node.Value = default;
        return node.Found;
    }

    void Combine(Node first)
    {
        var node = first;
        for (var done = 0; done < _most; done++)
        {
            _yield.Reach(StackStep.Read);
            if (Volatile.Read(ref node.Next) is not { } next) break;
            _stack.Apply(node.Kind, ref node.Value, ref node.Found);
            node.IsDone = true;
            _yield.Reach(node.Kind == RequestKind.Push ? StackStep.CombinedPush : StackStep.CombinedPop);
            Volatile.Write(ref node.Waits, false); // publishes the answer
            node = next;
        }
        _yield.Reach(StackStep.Update);
        Volatile.Write(ref node.Waits, false); // whoever stands there combines next
    }

    // The sentinel at the start waits for nobody.
    sealed class Node : Padded
    {
        public T? Value;
        public Node? Next;
        public RequestKind Kind;
        public bool Waits, IsDone, Found;
    }

    sealed class Holder
    {
        public Node Node = new();
    }
}
