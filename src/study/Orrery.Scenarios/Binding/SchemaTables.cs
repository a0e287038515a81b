using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>Gathers the definitions that a JSON Schema refers to, one a table of keys.</summary>
/// <param name="names">Names of a catalog kind, to offer as examples.</param>
sealed class SchemaTables(Func<CatalogKind, IEnumerable<string>> names)
{
    const string Sourced = "sourced";
    readonly SortedDictionary<string, JsonObject?> _definitions = new(StringComparer.Ordinal);

    /// <summary>A reference to a table's definition.</summary>
    public JsonObject Reference(KeyTable table)
    {
        if (_definitions.TryAdd(table.Name, null)) _definitions[table.Name] = Define(table);
        return new() { ["$ref"] = $"#/$defs/{table.Name}" };
    }

    /// <summary>A name of the catalog.</summary>
    public JsonObject NameOf(CatalogKind kind)
    {
        var schema = new JsonObject { ["type"] = "string", ["description"] = $"One of the catalog's {kind.Folder()}." };
        var known = names(kind).ToArray();
        if (known.Length > 0) schema["examples"] = new JsonArray([.. known.Select(n => (JsonNode)n)]);
        return schema;
    }

    /// <summary>A value, or the value with its source.</summary>
    public JsonObject OrWithSource(JsonObject schema)
    {
        _definitions.TryAdd(Sourced, new()
        {
            ["type"] = "object",
            ["description"] = "A number with its own source.",
            ["properties"] = new JsonObject { ["value"] = new JsonObject(), ["source"] = Source() },
            ["required"] = new JsonArray("value"),
            ["additionalProperties"] = false,
        });
        return new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["$ref"] = $"#/$defs/{Sourced}" }) };
    }

    /// <summary>All definitions so far.</summary>
    public JsonObject Definitions() => new(_definitions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));

    JsonObject Define(KeyTable table)
    {
        var properties = new JsonObject();
        if (table.HasBase) properties["base"] = new JsonObject { ["type"] = "string", ["description"] = "The entry that gives what is left out." };
        if (table != SourceKeys.Table) properties["source"] = Source();
        var required = new JsonArray();
        foreach (var key in table.Keys)
        {
            var schema = key.Shape.Schema(this);
            schema["description"] = key.DefaultText is { Length: > 0 } text ? $"{key.Description} Default: {text}." : key.Description;
            properties[key.Name] = schema;
            if (key.IsRequired && !table.HasBase && !table.IsPartial) required.Add((JsonNode)key.Name);
        }
        var definition = new JsonObject { ["type"] = "object", ["description"] = table.Description, ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0) definition["required"] = required;
        return definition;
    }

    JsonObject Source() => new()
    {
        ["description"] = "Where the numbers here and below come from: a name of sources.yaml, or { kind, citation }.",
        ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, Reference(SourceKeys.Table)),
    };
}
