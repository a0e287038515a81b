using System.Text.Json.Nodes;
using Orrery.Testing;

namespace Orrery.Scenarios.Tests;

/// <summary>Pages and the schema that follow from tables. With ORRERY_WRITE_DOCS set, the pages are written anew.</summary>
public class DocumentTests
{
    [Fact]
    public void The_page_of_diagnostics_is_up_to_date() => IsUpToDate("diagnostics.md", DiagnosticsPage.Write());

    [Fact]
    public void The_page_of_keys_is_up_to_date() => IsUpToDate("scenario-keys.md", KeysPage.Write());

    [Fact]
    public void Every_id_is_used_once_and_in_its_range()
    {
        var ids = DiagnosticRules.All.Select(r => r.Id).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.Matches("^ORR[0-4][0-9]{3}$", id));
    }

    [Fact]
    public void The_schema_knows_every_key_of_a_resolved_plan()
    {
        var schema = JsonNode.Parse(ScenarioSchema.Write(SampleCatalog.Store()))!.AsObject();
        var definitions = schema["$defs"]!.AsObject();
        var diagnostics = new DiagnosticBag();
        var plan = YamlSource.Parse("plan", new StringReader(PlanText.Write(Scenarios.Plan(Scenarios.Good))), diagnostics)!;
        Knows(schema, plan, "");

        void Knows(JsonObject at, Node node, string path)
        {
            at = Resolve(at);
            if (at["anyOf"] is JsonArray choices)
            {
                // A choice between forms: one that takes the value, or knows the mapping's keys.
                if (node is Scalar text) Assert.True(choices.Any(c => Takes(Resolve(c!.AsObject()), text.Text)), $"no form of '{path}' takes '{text.Text}'");
                if (node is not Mapping mapping) return;
                var fitting = choices.Select(c => Resolve(c!.AsObject())).FirstOrDefault(c => c["properties"] is JsonObject p && mapping.Entries.All(e => p.ContainsKey(e.Key.Text)));
                Assert.True(fitting is not null, $"no form of '{path}' knows all of {string.Join(", ", mapping.Entries.Select(e => e.Key.Text))}");
                at = fitting;
            }
            if (node is Scalar scalar) Assert.True(Takes(at, scalar.Text), $"'{path}' does not take '{scalar.Text}'");
            if (node is Sequence list)
                foreach (var item in list.Items) Knows(at["items"]!.AsObject(), item, path + "[]");
            if (node is not Mapping map) return;
            foreach (var (key, value) in map.Entries)
            {
                var next = at["properties"]?[key.Text] ?? (at["additionalProperties"] as JsonObject) ?? at["patternProperties"]?.AsObject().First(p => System.Text.RegularExpressions.Regex.IsMatch(key.Text, p.Key, default, TimeSpan.FromSeconds(1))).Value;
                Assert.True(next is not null, $"the schema does not know '{path}.{key.Text}'");
                Knows(next.AsObject(), value, $"{path}.{key.Text}");
            }
        }

        bool Takes(JsonObject form, string text) => form["anyOf"] is JsonArray forms ? forms.Any(f => Takes(Resolve(f!.AsObject()), text))
            : form["const"] is { } only ? (string?)only == text
            : form["enum"] is JsonArray names ? names.Any(n => (string?)n == text)
            : (string?)form["type"] switch
            {
                "string" => form["pattern"] is not { } pattern || System.Text.RegularExpressions.Regex.IsMatch(text, (string)pattern!, default, TimeSpan.FromSeconds(1)),
                "number" or "integer" => double.TryParse(text, out _),
                "boolean" => text is "true" or "false",
                _ => false,
            };

        JsonObject Resolve(JsonObject at) => at["$ref"] is { } reference ? Resolve(definitions[((string)reference!)["#/$defs/".Length..]]!.AsObject()) : at;
    }

    static void IsUpToDate(string name, string expected)
    {
        var path = Path.Combine(Repository.Root, "docs", name);
        if (Environment.GetEnvironmentVariable("ORRERY_WRITE_DOCS") is not null) File.WriteAllText(path, expected);
        Assert.True(File.Exists(path) && File.ReadAllText(path) == expected, $"docs/{name} is out of date; run this test with ORRERY_WRITE_DOCS=1 to write it");
    }
}
