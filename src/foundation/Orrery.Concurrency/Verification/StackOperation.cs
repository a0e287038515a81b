namespace Orrery.Concurrency.Verification;

/// <summary>What an operation on a stack did.</summary>
public enum StackOperationKind
{
    /// <summary>Pushed its values at once, the last of them uppermost.</summary>
    Push,

    /// <summary>Popped its values at once, the uppermost first; fewer than asked for where the stack held no more.</summary>
    Pop,

    /// <summary>Saw the value on top, or none.</summary>
    Peek,

    /// <summary>Saw all values, the uppermost first.</summary>
    Snapshot,

    /// <summary>Saw how many values there were.</summary>
    Count,

    /// <summary>Removed all values.</summary>
    Clear,
}

/// <summary>One finished operation of a recorded history.</summary>
/// <param name="Worker">Whose operation it was. A worker's operations follow each other.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Values">What it pushed, popped or saw.</param>
/// <param name="Asked">How many values a pop wanted; the answer of a count.</param>
/// <param name="Called">When it was called.</param>
/// <param name="Returned">When it returned, on the same clock.</param>
public sealed record StackOperation(int Worker, StackOperationKind Kind, long[] Values, int Asked, long Called, long Returned)
{
    /// <summary>The operation in words, e.g. <c>worker 2: pop 1 → 17 [40, 57]</c>.</summary>
    public override string ToString()
    {
        var values = Values.Length == 0 ? "nothing" : string.Join(' ', Values);
        var what = Kind switch
        {
            StackOperationKind.Push => $"push {values}",
            StackOperationKind.Pop => $"pop {Asked} → {values}",
            StackOperationKind.Peek => $"peek → {values}",
            StackOperationKind.Snapshot => $"snapshot → {values}",
            StackOperationKind.Count => $"count → {Asked}",
            _ => "clear",
        };
        return $"worker {Worker}: {what} [{Called}, {Returned}]";
    }
}
