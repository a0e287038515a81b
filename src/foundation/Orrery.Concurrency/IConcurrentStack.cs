using System.Diagnostics.CodeAnalysis;

namespace Orrery.Concurrency;

/// <summary>A last-in, first-out collection that any number of threads may use at once; both operations are linearizable.</summary>
/// <typeparam name="T">What it holds.</typeparam>
public interface IConcurrentStack<T>
{
    /// <summary>Puts an item on top.</summary>
    void Push(T item);

    /// <summary>Takes the item on top; false where the stack was empty.</summary>
    bool TryPop([MaybeNullWhen(false)] out T item);
}
