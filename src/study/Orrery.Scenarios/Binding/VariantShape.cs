using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>One of several kinds of mapping, each with its own keys.</summary>
/// <param name="Name">The kind's name, the value of <c>kind</c>.</param>
/// <param name="Table">Its keys, <c>kind</c> among them.</param>
/// <param name="Bind">Makes the value.</param>
sealed record Variant<T>(string Name, KeyTable Table, Func<MappingReader, T> Bind);

/// <summary>A mapping whose <c>kind</c> says which keys it has.</summary>
/// <param name="Default">The kind of a mapping that does not say, by the keys it has.</param>
/// <param name="Variants">The kinds.</param>
sealed record VariantShape<T>(Func<Mapping, string> Default, params Variant<T>[] Variants) : Shape<T>
{
    readonly ChoiceShape<Variant<T>> _kinds = new([.. Variants.Select(v => (v.Name, v))]);

    public override string Words => "a mapping of kind " + string.Join(", ", Variants.Select(v => v.Name));

    public override IEnumerable<KeyTable> Tables => Variants.Select(v => v.Table);

    public override bool TryRead(Node node, Reading reading, string path, out T value)
    {
        value = default!;
        if (node is not Mapping mapping)
        {
            reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be {Words}; it is {node.Kind}", $"write {Words}");
            return false;
        }
        var variant = Variants.First(v => v.Name == Default(mapping));
        if (mapping["kind"] is { } kind && !_kinds.TryRead(kind, reading, $"{path}.kind", out variant)) return false;
        return new TableShape<T>(() => variant.Table, variant.Bind).TryRead(mapping, reading, path, out value);
    }

    public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray([.. Variants.Select(v => (JsonNode)tables.Reference(v.Table))]) };
}
