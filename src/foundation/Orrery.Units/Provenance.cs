namespace Orrery.Units;

/// <summary>What kind of evidence a number rests on, strongest first.</summary>
public enum ProvenanceKind
{
    /// <summary>Measured on the thing itself.</summary>
    Measured,

    /// <summary>Stated by its maker.</summary>
    Datasheet,

    /// <summary>Published in a paper or public repository.</summary>
    Paper,

    /// <summary>Fitted to measurements, or derived from other numbers by a stated rule.</summary>
    Fitted,

    /// <summary>Taken on somebody's word or judgement; a result that rests on it says so.</summary>
    Assumed,
}

/// <summary>Where a number comes from.</summary>
/// <param name="Kind">The kind of evidence.</param>
/// <param name="Citation">The document, page or rule, so that a reader can find it.</param>
public sealed record Provenance(ProvenanceKind Kind, string Citation);
