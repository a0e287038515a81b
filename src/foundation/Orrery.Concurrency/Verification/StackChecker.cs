namespace Orrery.Concurrency.Verification;

/// <summary>
/// Decides whether a history of a stack is linearizable: the search of Wing and Gong (J. Parallel Distrib. Comput. 1993) with the memory of visited configurations of Lowe (2017).
/// Since a worker's operations follow each other, a configuration is how far each worker is, and the stack.
/// <para>What makes 10⁵ operations quick: an operation that fits and can do no harm is taken at once without a second choice (a look that is right; a pop of a value that nobody looks at any more),
/// and a push is not tried where the times of the pops alone rule it out. A search that gets lost looks at the few values around the place where it was stuck:
/// a history without some of its values is linearizable if the whole is, so a part that is not decides.</para>
/// </summary>
public static class StackChecker
{
    /// <summary>Operations that a search tries before it gives up, where the caller does not say.</summary>
    public const long DefaultMostSteps = 50_000_000;

    /// <summary>Looks for an order of the operations, each between its call and its return, that a stack would answer in the same way.</summary>
    /// <param name="history">Finished operations, in any order. The stack is empty before them.</param>
    /// <param name="mostSteps">Operations tried before the verdict is <see cref="LinearizabilityVerdict.Undecided"/>.</param>
    /// <exception cref="ArgumentException">A worker's operations overlap, or one returned before it was called.</exception>
    public static LinearizabilityResult Check(IEnumerable<StackOperation> history, long mostSteps = DefaultMostSteps)
    {
        var operations = history.ToArray();
        var search = new StackSearch(new(operations));
        var result = search.Run(Math.Min(mostSteps, 20L * operations.Length + 1000));
        for (var depth = 4; depth <= 256 && result.Verdict == LinearizabilityVerdict.Undecided && result.Steps < mostSteps; depth *= 4)
        {
            var values = StackProjection.ValuesAround(result, depth);
            var part = new StackSearch(new(StackProjection.Onto(values, operations))).Run(Math.Min(mostSteps - result.Steps, 200_000));
            if (part.Verdict == LinearizabilityVerdict.NotLinearizable) return part with { Steps = part.Steps + result.Steps };
        }
        return result.Verdict == LinearizabilityVerdict.Undecided ? search.Run(mostSteps) : result;
    }
}
