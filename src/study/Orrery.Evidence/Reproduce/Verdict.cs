namespace Orrery.Evidence;

/// <summary>How a published figure and ours stand to each other.</summary>
public enum Verdict
{
    /// <summary>Computed, and the same to the digits that were published, or within 1 %; for a truth, the same.</summary>
    Reproduced,

    /// <summary>Computed, further off, and within the figure's tolerance.</summary>
    Within,

    /// <summary>Outside the tolerance.</summary>
    Missed,

    /// <summary>Cannot be computed from what was published.</summary>
    NotReproducible,

    /// <summary>Ours, beside a figure that is no target or that nobody published.</summary>
    Information,

    /// <summary>Within the tolerance, and not computed: an input, a fit, or the publication's own arithmetic.</summary>
    Agrees,
}

/// <summary>How a published number bounds ours.</summary>
public enum Relation
{
    /// <summary>Ours should be it.</summary>
    Equal,

    /// <summary>Ours should be no less: <c>&gt;20.5</c>, <c>100+</c>.</summary>
    AtLeast,

    /// <summary>Ours should be no more: <c>≤2.69</c>.</summary>
    AtMost,
}
