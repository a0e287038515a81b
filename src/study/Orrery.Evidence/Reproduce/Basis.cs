namespace Orrery.Evidence;

/// <summary>What a number of ours rests on; only what is computed can reproduce a publication.</summary>
public enum Basis
{
    /// <summary>Worked out by the models from other figures than the published one.</summary>
    Computed,

    /// <summary>Put into the catalog from the publication, or chosen to lie where it says, and read back.</summary>
    Input,

    /// <summary>From parameters that were fitted to it.</summary>
    Fitted,

    /// <summary>Worked out from other figures of the publication, without a model.</summary>
    Arithmetic,
}
