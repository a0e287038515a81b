using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>A number as it was read, and what it rests on.</summary>
/// <param name="Path">Its keys from the entry down, joined by dots.</param>
/// <param name="Text">The number as written, with its factor where it is multiplied.</param>
/// <param name="Source">What it rests on; null where a scenario gives it without saying.</param>
public sealed record CatalogNumber(string Path, string Text, Provenance? Source);

/// <summary>What one reading of a mapping needs and gathers: where problems go, whether numbers must have sources, the numbers read.</summary>
/// <param name="Diagnostics">Where problems go.</param>
/// <param name="Catalog">Where names are looked up.</param>
/// <param name="NeedsSources">Whether a number without a source is an error.</param>
sealed record Reading(DiagnosticBag Diagnostics, CatalogStore Catalog, bool NeedsSources)
{
    /// <summary>Every number read, in order.</summary>
    public List<CatalogNumber> Numbers { get; } = [];

    /// <summary>Notes a number that was read.</summary>
    public void Record(string path, Scalar scalar)
    {
        if (scalar.Source is null && NeedsSources)
            Diagnostics.Error(DiagnosticRules.NoSource, scalar.At, $"'{path}' has no source", "give 'source:' on the entry or the mapping, or write { value: …, source: … }");
        Numbers.Add(new(path, scalar.Text, scalar.Source));
    }
}
