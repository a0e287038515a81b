using Orrery.Evaluation;
using Orrery.Hardware;
using Orrery.Scenarios;
using Orrery.Workloads;

namespace Orrery.Evidence;

/// <summary>What figures are computed from: entries of the catalog, and systems described as in a scenario. Each is read once.</summary>
/// <param name="catalog">The catalog.</param>
public sealed class PublicationInputs(CatalogStore catalog)
{
    readonly Dictionary<(Type Kind, string Name), object> _read = [];

    /// <summary>Names of all entries of a kind.</summary>
    public IEnumerable<string> Names(CatalogKind kind) => catalog.Names(kind);

    /// <summary>An architecture.</summary>
    public ModelSpec Model(string name) => CatalogModel(name).Spec;

    /// <summary>An architecture with the formats it ships in and the parameters its makers state.</summary>
    public CatalogModel CatalogModel(string name) => Entry(name, catalog.Model);

    /// <summary>An accelerator.</summary>
    public AcceleratorSpec Accelerator(string name) => Entry(name, catalog.Accelerator).Spec;

    /// <summary>One part of memory.</summary>
    public MemoryTierSpec Memory(string name) => Entry(name, catalog.Memory);

    /// <summary>A link.</summary>
    public LinkSpec Link(string name) => Entry(name, catalog.Link);

    /// <summary>A host.</summary>
    public NodeSpec Node(string name) => Entry(name, catalog.Node);

    /// <summary>A grid.</summary>
    public CatalogGrid Grid(string name) => Entry(name, catalog.Grid);

    /// <summary>A price book.</summary>
    public PriceBook Prices(string name) => Entry(name, catalog.Prices);

    /// <summary>The engine of a system as a scenario describes it, whether or not the model fits.</summary>
    /// <param name="scenario">Keys of a scenario besides <c>name</c> and <c>traffic</c>, with one system, e.g. <c>model: llama-3.1-405b</c>.</param>
    /// <exception cref="EvidenceException">It is no scenario.</exception>
    public EngineModel Engine(string scenario)
    {
        if (_read.TryGetValue((typeof(EngineModel), scenario), out var known)) return (EngineModel)known;
        var diagnostics = new DiagnosticBag();
        var text = $"""
            name: published
            traffic: {"{ synthetic: { arrivals: { rate: 1/s }, input: { kind: constant, tokens: 1 }, output: { kind: constant, tokens: 1 } } }"}
            {scenario}
            """;
        var plan = new ScenarioReader(catalog).Read("published", new StringReader(text), diagnostics)
            ?? throw new EvidenceException($"a published system cannot be read: {diagnostics.All.First(d => d.Severity == Severity.Error).Message}");
        var engine = EngineModel.Build(plan.Systems[0]);
        _read.Add((typeof(EngineModel), scenario), engine);
        return engine;
    }

    T Entry<T>(string name, Func<string, DiagnosticBag, T?> read) where T : class
    {
        if (_read.TryGetValue((typeof(T), name), out var known)) return (T)known;
        var diagnostics = new DiagnosticBag();
        var entry = read(name, diagnostics) ?? throw new EvidenceException($"the catalog's entry '{name}' cannot be used: {string.Join("; ", diagnostics.All.Select(d => d.Message))}");
        _read.Add((typeof(T), name), entry);
        return entry;
    }
}
