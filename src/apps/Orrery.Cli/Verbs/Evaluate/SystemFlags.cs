using System.CommandLine;
using System.Text.Json;
using Orrery.Cli.Terminal;
using Orrery.Hardware;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Evaluate;

/// <summary>Flags that describe one system; they become a scenario of a few lines, so that defaults and messages are those of any scenario.</summary>
sealed class SystemFlags
{
    readonly Option<string> _model, _accelerator, _grid, _mode;
    readonly Option<int?> _count;
    readonly (string Key, Option<int?> Option)[] _parallelism;
    readonly (string Key, Option<string> Option)[] _precision, _placement;

    public SystemFlags(Session session)
    {
        _model = Entry(session, "--model", "The model", CatalogKind.Models);
        _accelerator = Entry(session, "--accelerator", "The accelerator", CatalogKind.Accelerators);
        _grid = Entry(session, "--grid", "Whose energy it uses", CatalogKind.Grids);
        _count = Number("--count", "How many accelerators; those of one engine where not given");
        _mode = Choice.Option("--mode", "How optimistic the timing is", "calibrated", ("ideal", "ideal"), ("calibrated", "calibrated"));
        _parallelism =
        [
            ("tp", Number("--tp", "Tensor-parallel ranks")), ("pp", Number("--pp", "Pipeline stages")), ("ep", Number("--ep", "Expert-parallel ranks")),
            ("dp", Number("--dp", "Data-parallel ranks of one engine")), ("cp", Number("--cp", "Context-parallel ranks")),
        ];
        _precision = [.. ((string[])["weights", "activations", "kv"]).Select(part => (part, Format(part)))];
        _placement = [("weights", Tier("weights")), ("kv", Tier("kv"))];
    }

    /// <summary>The flags, in the order that help lists them.</summary>
    public IEnumerable<Option> Options =>
        [_model, _accelerator, _count, .. _parallelism.Select(p => p.Option), .. _precision.Select(p => p.Option), .. _placement.Select(p => p.Option), _grid, _mode];

    /// <summary>The plan that the flags describe; null, with diagnostics printed, where they describe none.</summary>
    public Plan? Read(Session session, ParseResult parsed, CatalogStore catalog)
    {
        if (parsed.GetValue(_model) is not { } model || parsed.GetValue(_accelerator) is not { } accelerator)
            throw new InputException("a scenario, or --model and --accelerator, must be given", "orrery evaluate --help");
        var system = new List<string> { $"accelerator: {Text(accelerator)}" };
        if (parsed.GetValue(_count) is { } count) system.Add($"count: {count}");
        AddMapping(system, "parallelism", _parallelism.Select(p => (p.Key, parsed.GetValue(p.Option)?.ToString())));
        AddMapping(system, "placement", _placement.Select(p => (p.Key, parsed.GetValue(p.Option) is { } tier ? Text(tier) : null)));
        var scenario = new List<string>
        {
            "name: flags",
            $"model: {Text(model)}",
            // No request is served: points have lengths of their own. A scenario must have traffic, and this is the least.
            "traffic: { synthetic: { arrivals: { rate: 1/s }, input: { kind: constant, tokens: 1 }, output: { kind: constant, tokens: 1 } } }",
            $"systems: {{ system: {{ {string.Join(", ", system)} }} }}",
            $"mode: {parsed.GetValue(_mode)}",
        };
        AddMapping(scenario, "precision", _precision.Select(p => (p.Key, parsed.GetValue(p.Option))));
        AddMapping(scenario, "operation", [("grid", parsed.GetValue(_grid) is { } grid ? Text(grid) : null)]);
        return ScenarioInput.ReadText(session, "flags", string.Join('\n', scenario) + "\n", catalog);
    }

    static void AddMapping(List<string> lines, string key, IEnumerable<(string Key, string? Value)> pairs)
    {
        var given = pairs.Where(p => p.Value is not null).Select(p => $"{p.Key}: {p.Value}").ToList();
        if (given.Count > 0) lines.Add($"{key}: {{ {string.Join(", ", given)} }}");
    }

    // Quoted as JSON is, which YAML reads alike: a name cannot become syntax.
    static string Text(string name) => $"\"{JsonEncodedText.Encode(name)}\"";

    static Option<string> Entry(Session session, string name, string description, CatalogKind kind)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "NAME" };
        option.CompletionSources.Add(_ => CatalogAccess.Names(session, kind));
        return option;
    }

    static Option<int?> Number(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1) result.AddError($"{name} is at least 1.");
        });
        return option;
    }

    static Option<string> Format(string part) =>
        Choice.Option<string>($"--{part}", $"Format of the {(part == "kv" ? "key-value cache" : part)}; as the model ships where not given", null!, [("as-shipped", null!), .. NumberFormat.All.Select(f => (f.Name, f.Name))]);

    static Option<string> Tier(string part) =>
        new($"--{part}-tier") { Description = $"Memory tier of the {(part == "kv" ? "key-value cache" : part)}", HelpName = "TIER" };
}
