namespace Orrery.Performance;

/// <summary>Kinds of bytes that are only read while serving, by how they may be placed.</summary>
enum WeightClass
{
    /// <summary>Weights that every token reads.</summary>
    Weights,

    /// <summary>Routed experts.</summary>
    Experts,

    /// <summary>The cache of a <see cref="SharedContextSpec"/>.</summary>
    Context,
}
