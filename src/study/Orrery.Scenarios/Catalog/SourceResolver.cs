using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>
/// Gives every value of a file the source in force where it stands, and takes the <c>source</c> keys out.
/// Done before any merge, so that a number keeps the source of the file that it comes from.
/// </summary>
/// <param name="known">The documents of <c>sources.yaml</c>.</param>
/// <param name="diagnostics">Where problems go.</param>
sealed class SourceResolver(IReadOnlyDictionary<string, Provenance> known, DiagnosticBag diagnostics)
{
    const string Key = "source";

    /// <summary>The mapping with its sources resolved.</summary>
    public Mapping Resolve(Mapping mapping) => (Mapping)Resolve(mapping, null, isRoot: true);

    Node Resolve(Node node, Provenance? inForce, bool isRoot = false)
    {
        switch (node)
        {
            case Scalar scalar: return scalar with { Source = inForce };
            case Sequence list: return list with { Items = [.. list.Items.Select(i => Resolve(i, inForce))] };
        }
        var mapping = (Mapping)node;
        if (mapping[Key] is { } source) inForce = Read(source) ?? inForce;
        if (!isRoot && mapping["value"] is { } value && mapping.Entries.All(e => e.Key.Text is "value" or Key)) return Resolve(value, inForce);
        var kept = mapping.Without(Key);
        return kept with { Entries = [.. kept.Entries.Select(e => new MappingEntry(e.Key, Resolve(e.Value, inForce)))] };
    }

    Provenance? Read(Node node)
    {
        if (node is Scalar name)
        {
            if (known.TryGetValue(name.Text, out var document)) return document;
            diagnostics.Error(DiagnosticRules.UnknownSource, name.At, $"unknown source '{Quote.Short(name.Text)}'",
                Nearest.Hint(name.Text, [.. known.Keys]) ?? "add it to sources.yaml, or give { kind: …, citation: \"…\" } in place");
            return new Provenance(ProvenanceKind.Assumed, name.Text); // said once is enough: the numbers do have a source
        }
        return SourceKeys.Shape.TryRead(node, new Reading(diagnostics, CatalogStore.Empty, NeedsSources: false), Key, out var inPlace) ? inPlace : new Provenance(ProvenanceKind.Assumed, "");
    }
}

/// <summary>The keys of a source.</summary>
static class SourceKeys
{
    static readonly Key<ProvenanceKind> Kind = Keys.Enum<ProvenanceKind>("kind", "What kind of evidence it is.").Required();
    static readonly Key<string> Citation = Keys.Text("citation", "The document, so that a reader can find it.").Required();
    static readonly Key<string> Url = Keys.Text("url", "Where it is on the web.");

    public static readonly KeyTable Table = new("source", "A document or rule that numbers rest on.", Kind, Citation, Url);

    public static readonly TableShape<Provenance> Shape = new(() => Table, Bind);

    /// <summary>The whole of <c>sources.yaml</c>.</summary>
    public static readonly NamedShape<Provenance> All = new("the document's name", Shape);

    static Provenance Bind(MappingReader reader)
    {
        var citation = reader.Get(Citation) ?? "";
        return new Provenance(reader.Get(Kind), reader.TryGet(Url, out var url) ? $"{citation}, {url}" : citation);
    }
}
