using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>An entry of the catalog by name, by name with changes (<c>{ base: NAME, … }</c>), or written out in place.</summary>
/// <param name="Kind">The kind of entry.</param>
/// <param name="Table">Its keys; one of them is <c>name</c>.</param>
/// <param name="Bind">Makes the value.</param>
sealed record EntryShape<T>(CatalogKind Kind, Func<KeyTable> Table, Func<MappingReader, T> Bind) : Shape<T>
{
    public override string Words => $"the name of one of {Kind.Folder()}, or a mapping with 'base' and changes";

    public override IEnumerable<KeyTable> Tables => [Table()];

    public override bool TryRead(Node node, Reading reading, string path, out T value) => TryRead(node, reading, path, path, out value);

    /// <summary>Reads a value whose numbers and messages go by their path within the entry.</summary>
    public bool TryRead(Node node, Reading reading, string path, string inner, out T value)
    {
        value = default!;
        var before = reading.Diagnostics.Reports;
        if (node is Sequence)
        {
            reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be {Words}; it is {node.Kind}", $"write {Words}");
            return false;
        }
        if (node is Scalar { IsNull: true })
        {
            reading.Diagnostics.Error(DiagnosticRules.Empty, node.At, $"'{path}' has no value", $"write {Words}");
            return false;
        }
        return Resolve(node, reading) is { } mapping && new TableShape<T>(Table, Bind).TryRead(mapping, reading, inner, out value) && reading.Diagnostics.Reports == before;
    }

    /// <summary>The whole entry, its name within; null where it does not exist.</summary>
    public Mapping? Resolve(Node node, Reading reading)
    {
        if (node is Scalar name) return reading.Catalog.Named(Kind, name, reading.Diagnostics);
        var mapping = (Mapping)node;
        if (mapping["base"] is not { } basis) return reading.Catalog.Overlay(Kind, null, mapping, reading.Diagnostics);
        if (basis is not Scalar { IsNull: false } baseName)
        {
            reading.Diagnostics.Error(DiagnosticRules.WrongNode, basis.At, $"'base' should be the name of one of {Kind.Folder()}");
            return null;
        }
        if (reading.Catalog.Named(Kind, baseName, reading.Diagnostics) is not { } entry) return null;
        var changed = baseName with { Text = baseName.Text + "+" }; // never the name of an entry, so that nobody takes it for the original
        return reading.Catalog.Overlay(Kind, entry.With(new Scalar("name", IsPlain: true, baseName.At), changed), mapping.Without("base"), reading.Diagnostics);
    }

    public override JsonObject Schema(SchemaTables tables) => new()
    {
        ["anyOf"] = new JsonArray(tables.NameOf(Kind), tables.Reference(Table())),
    };
}
