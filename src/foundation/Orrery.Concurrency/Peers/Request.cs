namespace Orrery.Concurrency;

/// <summary>An operation that another thread may carry out.</summary>
enum RequestKind
{
    None,
    Push,
    Pop,
}

/// <summary>What a combiner works on: the plain stack, and operations as others wrote them down.</summary>
sealed class CombinedStack<T>
{
    readonly Stack<T> _items = [];

    public void Apply(RequestKind kind, ref T? value, ref bool found)
    {
        if (kind == RequestKind.Push) _items.Push(value!);
        else found = _items.TryPop(out value);
    }
}
