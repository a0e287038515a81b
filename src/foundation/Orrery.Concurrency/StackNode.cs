namespace Orrery.Concurrency;

/// <summary>An item and what is under it. <see cref="Next"/> does not change once the node is reachable from the top, and no node is ever used again: that is why a pop cannot mistake one chain for another.</summary>
sealed class StackNode<T>(T value)
{
    public readonly T Value = value;
    public StackNode<T>? Next;
}
