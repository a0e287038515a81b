using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>Writes the JSON Schema of scenarios, from the same tables of keys that read them.</summary>
public static class ScenarioSchema
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The schema, draft 2020-12, for editors that complete and check YAML.</summary>
    /// <param name="catalog">Offers its names as examples; none where null.</param>
    public static string Write(CatalogStore? catalog = null)
    {
        var tables = new SchemaTables(kind => catalog is null ? [] : catalog.Names(kind));
        var root = tables.Reference(ScenarioKeys.Table);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Orrery scenario",
        };
        foreach (var (key, value) in root.ToArray())
        {
            root.Remove(key);
            schema[key] = value;
        }
        schema["$defs"] = tables.Definitions();
        return schema.ToJsonString(Indented) + "\n";
    }
}
