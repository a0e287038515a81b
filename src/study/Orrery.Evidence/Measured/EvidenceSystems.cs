using System.Globalization;
using Orrery.Evaluation;
using Orrery.Hardware;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Evidence;

/// <summary>One engine as a benchmark ran it.</summary>
/// <param name="Accelerator">The accelerator, as the benchmark names it.</param>
/// <param name="Model">The model, as the benchmark names it.</param>
/// <param name="Precision">Formats as YAML: <c>weights: fp8, kv: fp8</c>; empty for as the model ships.</param>
/// <param name="Tensor">Tensor ranks.</param>
/// <param name="Pipeline">Pipeline stages.</param>
/// <param name="Data">Attention data ranks.</param>
/// <param name="Expert">Expert ranks.</param>
/// <param name="Serving">The engine's limits as YAML; empty for defaults.</param>
public readonly record struct EngineSetup(string Accelerator, string Model, string Precision = "", int Tensor = 1, int Pipeline = 1, int Data = 1, int Expert = 1, string Serving = "");

/// <summary>Models of the systems that benchmarks ran on, each built once.</summary>
/// <param name="catalog">Where names are looked up.</param>
/// <param name="mode">The mode of timing: <c>calibrated</c> or <c>ideal</c>.</param>
public sealed class EvidenceSystems(CatalogStore catalog, string mode = "calibrated")
{
    readonly HashSet<string> _accelerators = new(catalog.Names(CatalogKind.Accelerators), StringComparer.Ordinal);
    readonly HashSet<string> _models = new(catalog.Names(CatalogKind.Models), StringComparer.Ordinal);
    readonly Dictionary<string, CatalogModel?> _known = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string), EngineOverheads> _overheads = [];
    readonly Dictionary<EngineSetup, (EngineModel? Engine, string? Problem)> _engines = [];

    /// <summary>The catalog's name of an accelerator; null where it has none.</summary>
    public string? AcceleratorName(string name) => CatalogNames.Accelerator(name, _accelerators);

    /// <summary>The catalog's name of a model; null where it has none.</summary>
    public string? ModelName(string name) => CatalogNames.Model(name, _models);

    /// <summary>The architecture of a catalog entry; null where there is none.</summary>
    public ModelSpec? Model(string entry) => Entry(entry)?.Spec;

    /// <summary>The formats that the model of a catalog entry ships in; null where there is none.</summary>
    public PrecisionSpec? Shipped(string entry) => Entry(entry)?.AsShipped;

    CatalogModel? Entry(string entry)
    {
        if (!_known.TryGetValue(entry, out var known)) _known.Add(entry, known = catalog.Model(entry, new()));
        return known;
    }

    /// <summary>What the catalog's entry of an engine adds to kernels; nothing where it has none.</summary>
    /// <param name="engine">Its name.</param>
    /// <param name="version">Its version; the newest where it has no number.</param>
    public EngineOverheads Overheads(string engine, string version = "")
    {
        if (!_overheads.TryGetValue((engine, version), out var known))
            _overheads.Add((engine, version), known = catalog.Engine(engine, new())?.Of(version).Overheads ?? new(default, default, default, default));
        return known;
    }

    /// <summary>What people call an engine: as its entry of the catalog says, else its name.</summary>
    public string EngineTitle(string engine) => catalog.Engine(engine, new())?.Title is { Length: > 0 } title ? title : engine;

    /// <summary>An accelerator of the catalog; null where it has none.</summary>
    public AcceleratorSpec? Accelerator(string name) => AcceleratorName(name) is { } entry ? catalog.Accelerator(entry, new())?.Spec : null;

    /// <summary>The model of an engine.</summary>
    /// <param name="setup">What ran.</param>
    /// <param name="problem">Why there is none.</param>
    public EngineModel? Engine(in EngineSetup setup, out string? problem)
    {
        if (!_engines.TryGetValue(setup, out var known)) _engines.Add(setup, known = Build(setup));
        problem = known.Problem;
        return known.Engine;
    }

    /// <summary>The plan of a scenario.</summary>
    /// <param name="scenario">Its text.</param>
    /// <param name="name">How messages name it.</param>
    /// <param name="readTable">The text of a measured table at a full path; null where there is none.</param>
    /// <exception cref="EvidenceException">It is no plan.</exception>
    internal Plan Plan(string scenario, string name, Func<string, string?> readTable)
    {
        var diagnostics = new DiagnosticBag();
        return new ScenarioReader(catalog) { ReadTable = readTable }.Read("run", new StringReader(scenario), diagnostics)
            ?? throw new EvidenceException($"{name}: {diagnostics.All.First(d => d.Severity == Severity.Error).Message}");
    }

    (EngineModel?, string?) Build(in EngineSetup setup)
    {
        if (AcceleratorName(setup.Accelerator) is not { } accelerator) return (null, $"the catalog has no accelerator '{setup.Accelerator}'");
        if (ModelName(setup.Model) is not { } model) return (null, $"the catalog has no model '{setup.Model}'");
        var devices = setup.Tensor * setup.Pipeline * setup.Data;
        var scenario = string.Create(CultureInfo.InvariantCulture, $$"""
            name: measured
            model: {{model}}
            traffic: { synthetic: { arrivals: { rate: 1/s }, input: { kind: constant, tokens: 1 }, output: { kind: constant, tokens: 1 } } }
            systems: { system: { accelerator: {{accelerator}}, count: {{devices}}, parallelism: { tp: {{setup.Tensor}}, pp: {{setup.Pipeline}}, dp: {{setup.Data}}, ep: {{setup.Expert}} } } }
            precision: { {{setup.Precision}} }
            serving: { {{setup.Serving}} }
            mode: {{mode}}
            """);
        var diagnostics = new DiagnosticBag();
        var plan = new ScenarioReader(catalog).Read("measured", new StringReader(scenario), diagnostics);
        if (plan is null)
        {
            var problem = diagnostics.All.First(d => d.Severity == Severity.Error);
            return (null, $"{model} on {devices} {accelerator}: {problem.Message}");
        }

        var engine = EngineModel.Build(plan.Systems[0]);
        return engine.Timer is null ? (null, $"{model} does not fit {devices} {accelerator} in these formats") : (engine, null);
    }
}
