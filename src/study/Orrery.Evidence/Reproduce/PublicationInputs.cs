using Orrery.Evaluation;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Simulation;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

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

    /// <summary>The engine of a system as a scenario describes it.</summary>
    /// <param name="scenario">Keys of a scenario besides <c>name</c> and <c>traffic</c>, with one system, e.g. <c>model: llama-3.1-405b</c>.</param>
    /// <exception cref="EvidenceException">It is no scenario, or the model does not fit.</exception>
    public EngineModel Engine(string scenario)
    {
        if (_read.TryGetValue((typeof(EngineModel), scenario), out var known)) return (EngineModel)known;
        var diagnostics = new DiagnosticBag();
        var plan = Plan(scenario, diagnostics) ?? throw new EvidenceException($"a published system cannot be read: {First(diagnostics)}");
        var engine = EngineModel.Build(plan.Systems[0]);
        _read.Add((typeof(EngineModel), scenario), engine);
        return engine;
    }

    /// <summary>What a step of decoding costs that engine.</summary>
    /// <param name="scenario">As of <see cref="Engine"/>.</param>
    /// <param name="sequences">Sequences that decode.</param>
    /// <param name="context">Tokens that each attends to.</param>
    public StepCost DecodeStep(string scenario, int sequences, long context)
    {
        var steps = Engine(scenario).Steps!;
        steps.Evaluate(StepShapes.Decode(steps.Reaches, sequences, context), out var cost);
        return cost;
    }

    /// <summary>Whether the model fits a system as a scenario describes it.</summary>
    /// <param name="scenario">As of <see cref="Engine"/>.</param>
    /// <exception cref="EvidenceException">It is no scenario for another reason.</exception>
    public bool Fits(string scenario)
    {
        var diagnostics = new DiagnosticBag();
        if (Plan(scenario, diagnostics) is not null) return true;
        return diagnostics.All.Any(d => d.Id == DiagnosticRules.DoesNotFit.Id) ? false : throw new EvidenceException($"a published system cannot be read: {First(diagnostics)}");
    }

    Plan? Plan(string scenario, DiagnosticBag diagnostics) => new ScenarioReader(catalog).Read("published", new StringReader($"""
        name: published
        traffic: {"{ synthetic: { arrivals: { rate: 1/s }, input: 1, output: 1 } }"}
        {scenario}
        """), diagnostics);

    static string First(DiagnosticBag diagnostics) => diagnostics.All.First(d => d.Severity == Severity.Error).Message;

    /// <summary>The result of a whole scenario, each system simulated.</summary>
    /// <param name="scenario">The scenario's text.</param>
    /// <exception cref="EvidenceException">It is no scenario.</exception>
    public RunResult Run(string scenario)
    {
        var diagnostics = new DiagnosticBag();
        var plan = new ScenarioReader(catalog).Read("published", new StringReader(scenario), diagnostics)
            ?? throw new EvidenceException($"a published scenario cannot be read: {First(diagnostics)}");
        return RunEvaluator.Run(plan, () => ServedTraffic.Open(plan.TrafficOf(plan.Systems[0]), new RandomStreams((ulong)plan.Seed), null, null).Requests, new RunOptions { ProductVersion = "" });
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
