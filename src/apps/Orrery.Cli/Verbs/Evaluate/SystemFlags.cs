using System.CommandLine;
using System.Text.Json;
using Orrery.Cli.Terminal;
using Orrery.Hardware;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Cli.Verbs.Evaluate;

/// <summary>
/// Words that describe one system, from flags or from a row of a table; they become a scenario of a few lines, so that defaults and
/// messages are those of any scenario.
/// </summary>
sealed class SystemFlags
{
    static readonly string[] Parallelism = ["tp", "pp", "ep", "dp", "cp"];
    static readonly string[] Formats = ["weights", "activations", "kv"];

    readonly (string Key, Option<string?> Option)[] _options;

    public SystemFlags(Session session) => _options =
    [
        ("model", Entry(session, "model", "The model", CatalogKind.Models)),
        ("accelerator", Entry(session, "accelerator", "The accelerator", CatalogKind.Accelerators)),
        ("count", Word("count", "N", "How many accelerators; those of one engine where not given")),
        ("tp", Word("tp", "N", "Tensor-parallel ranks")),
        ("pp", Word("pp", "N", "Pipeline stages")),
        ("ep", Word("ep", "N", "Expert-parallel ranks")),
        ("dp", Word("dp", "N", "Data-parallel ranks of one engine")),
        ("cp", Word("cp", "N", "Context-parallel ranks")),
        ("precision", Word("precision", "FORMAT", "Formats in one word: one for all, as fp8, or WEIGHTS/ACTIVATIONS/KV, as int4/bf16/fp8; a narrow integer or block format of weights alone, as int4, leaves the rest at 16 bits")),
        ("weights", Format("weights", "Format of the weights")),
        ("activations", Format("activations", "Format of the activations")),
        ("kv", Format("kv", "Format of the key-value cache")),
        ("weights-tier", Word("weights-tier", "TIER", "Memory tier of the weights")),
        ("kv-tier", Word("kv-tier", "TIER", "Memory tier of the key-value cache")),
        ("engine", Word("engine", "NAME@VERSION", $"The serving engine, whose scheduler, limits and overheads are taken: {string.Join(", ", EngineProfiles.Names)}")),
        ("grid", Entry(session, "grid", "Whose energy it uses", CatalogKind.Grids)),
        ("mode", Word("mode", "ideal|calibrated", "How optimistic the timing is [default: calibrated]")),
    ];

    /// <summary>The flags, in the order that help lists them.</summary>
    public IEnumerable<Option> Options => _options.Select(option => option.Option);

    /// <summary>The names that a table may have as columns.</summary>
    public IEnumerable<string> Names => _options.Select(option => option.Key);

    /// <summary>What was given, by name.</summary>
    public Dictionary<string, string> Values(ParseResult parsed)
        => _options.Where(option => parsed.GetValue(option.Option) is not null).ToDictionary(option => option.Key, option => parsed.GetValue(option.Option)!, StringComparer.Ordinal);

    /// <summary>The scenario that the words describe.</summary>
    /// <exception cref="InputException">Model or accelerator is missing, or a word cannot be used.</exception>
    public static string Scenario(IReadOnlyDictionary<string, string> values)
    {
        if (!values.TryGetValue("model", out var model) || !values.TryGetValue("accelerator", out var accelerator))
            throw new InputException("a scenario, or --model and --accelerator, must be given", "orrery evaluate --help");
        var system = new List<string> { $"accelerator: {Text(accelerator)}" };
        if (values.TryGetValue("count", out var count)) system.Add($"count: {Whole("count", count)}");
        AddMapping(system, "parallelism", Parallelism.Select(key => (key, values.TryGetValue(key, out var ranks) ? Whole(key, ranks) : null)));
        AddMapping(system, "placement", [("weights", Find("weights-tier")), ("kv", Find("kv-tier"))]);
        var scenario = new List<string>
        {
            "name: flags",
            $"model: {Text(model)}",
            // No request is served: points have lengths of their own. A scenario must have traffic, and this is the least.
            "traffic: { synthetic: { arrivals: { rate: 1/s }, input: { kind: constant, tokens: 1 }, output: { kind: constant, tokens: 1 } } }",
            $"systems: {{ system: {{ {string.Join(", ", system)} }} }}",
        };
        foreach (var part in Formats)
            if (values.TryGetValue(part, out var given)) PrecisionWord.Known(given);
        var formats = values.TryGetValue("precision", out var precision) ? PrecisionWord.Parse(precision) : [];
        AddMapping(scenario, "precision", Formats.Select(part => (part, Find(part) ?? (formats.TryGetValue(part, out var format) ? Text(format) : null))));
        if (Find("mode") is { } mode) scenario.Add($"mode: {mode}");
        AddMapping(scenario, "operation", [("grid", Find("grid"))]);
        if (values.TryGetValue("engine", out var engine)) scenario.Add(Serving(engine));
        return string.Join('\n', scenario) + "\n";

        string? Find(string key) => values.TryGetValue(key, out var value) ? Text(value) : null;
    }

    static string Serving(string engine)
    {
        if (EngineProfiles.Find(engine, out var problem) is not { } profile) throw new InputException(problem!, $"known engines are {string.Join(", ", EngineProfiles.Names)}");
        return $"serving: {{ engine: {engine}, scheduler: {profile.Scheduler}, max-batched-tokens: {profile.MaxBatchedTokens}, max-sequences: {profile.MaxSequences}, block-tokens: {profile.BlockTokens}, memory-utilisation: {profile.MemoryUtilisation} }}";
    }

    static void AddMapping(List<string> lines, string key, IEnumerable<(string Key, string? Value)> pairs)
    {
        var given = pairs.Where(p => p.Value is not null).Select(p => $"{p.Key}: {p.Value}").ToList();
        if (given.Count > 0) lines.Add($"{key}: {{ {string.Join(", ", given)} }}");
    }

    static string Whole(string name, string text)
        => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 1
            ? text
            : throw new InputException($"--{name} is '{text}'; it takes a whole number from 1");

    // Quoted as JSON is, which YAML reads alike: a name cannot become syntax.
    static string Text(string name) => $"\"{JsonEncodedText.Encode(name)}\"";

    static Option<string?> Word(string name, string help, string description) => new("--" + name) { Description = description, HelpName = help };

    static Option<string?> Entry(Session session, string name, string description, CatalogKind kind)
    {
        var option = Word(name, "NAME", description);
        option.CompletionSources.Add(_ => CatalogAccess.Names(session, kind));
        return option;
    }

    static Option<string?> Format(string name, string description)
    {
        var option = Word(name, "FORMAT", description + "; as the model ships where not given");
        option.CompletionSources.Add(_ => NumberFormat.All.Select(format => format.Name));
        return option;
    }
}
