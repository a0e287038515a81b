using System.Diagnostics.CodeAnalysis;

namespace Orrery.Concurrency;

/// <summary>The lock-free linked stack with one compare-and-swap an operation, tried again at once where it is lost (Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986).</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <typeparam name="TYield">What happens where other threads may come between.</typeparam>
/// <param name="yield">The yield point.</param>
public sealed class TreiberStack<T, TYield>(TYield yield) : IConcurrentStack<T> where TYield : struct, IYieldPoint
{
    readonly Hot<StackNode<T>> _top = new();

    /// <inheritdoc/>
    public void Push(T item)
    {
        var node = new StackNode<T>(item);
        while (!TryPushOnce(node)) yield.Reach(StackStep.Lost);
    }

    /// <inheritdoc/>
    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        StackNode<T>? taken;
        while (!TryPopOnce(out taken)) yield.Reach(StackStep.Lost);
        item = taken is null ? default : taken.Value;
        return taken is not null;
    }

    internal bool TryPushOnce(StackNode<T> node)
    {
        yield.Reach(StackStep.Read);
        var top = Volatile.Read(ref _top.Value);
        node.Next = top;
        yield.Reach(StackStep.Update);
        return Interlocked.CompareExchange(ref _top.Value, node, top) == top;
    }

    // False where another thread was quicker; true with null where the stack is empty.
    internal bool TryPopOnce(out StackNode<T>? taken)
    {
        yield.Reach(StackStep.Read);
        taken = Volatile.Read(ref _top.Value);
        if (taken is null) return true;
        yield.Reach(StackStep.Update);
        return Interlocked.CompareExchange(ref _top.Value, taken.Next, taken) == taken;
    }
}
