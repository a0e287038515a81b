using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Orrery.Concurrency;

public partial class ShardedCombiningStack<T, TYield> : IProducerConsumerCollection<T>, IReadOnlyCollection<T>
{
    /// <summary>Items at one moment. Takes time in proportion to them.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            for (var node = Snapshot(); node is not null; node = node.Next) count++;
            return count;
        }
    }

    /// <summary>True where there was no item at the moment.</summary>
    public bool IsEmpty => Snapshot() is null;

    /// <summary>The items of one moment, the uppermost first.</summary>
    public T[] ToArray() => [.. Items(Snapshot())];

    /// <summary>Copies the items of one moment, the uppermost first.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public void CopyTo(T[] array, int index) => ToArray().CopyTo(array, index);

    /// <summary>Goes through the items of the moment when it is called, the uppermost first, whatever happens to the stack meanwhile.</summary>
    public IEnumerator<T> GetEnumerator() => Items(Snapshot()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    bool IProducerConsumerCollection<T>.TryAdd(T item)
    {
        Push(item);
        return true;
    }

    bool IProducerConsumerCollection<T>.TryTake([MaybeNullWhen(false)] out T item) => TryPop(out item);

    void ICollection.CopyTo(Array array, int index) => ((ICollection)ToArray()).CopyTo(array, index);

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => throw new NotSupportedException("A concurrent stack has no lock to share.");

    // A node and all under it never change once published: the top of one moment is the stack of that moment.
    StackNode<T>? Snapshot()
    {
        _yield.Reach(StackStep.Read);
        return Volatile.Read(ref _top.Value);
    }

    static IEnumerable<T> Items(StackNode<T>? node)
    {
        for (; node is not null; node = node.Next) yield return node.Value;
    }
}
