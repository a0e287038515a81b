using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of a scenario.</summary>
static class ScenarioKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "What the scenario is called in reports.").OtherwiseAs("the file's name");
    public static readonly Key<CatalogModel> Model = new("model", "The model that every system serves, unless it names its own.", ModelKeys.Shape);
    public static readonly Key<PrecisionSpec> Precision = new Key<PrecisionSpec>("precision", "How the parts of the model are stored and computed.", PrecisionOf(new())).OtherwiseAs("as the model ships");
    public static readonly Key<Mapping> Traffic = new Key<Mapping>("traffic", "Where requests come from.", new MappingShape(() => TrafficSectionKeys.Table)).Required();
    public static readonly Key<SloSpec> Slo = new Key<SloSpec>("slo", "Service-level objectives: a metric (ttft, tpot, itl, e2e), a hyphen, a percentile or `mean`.", new SloShape()).Or(new SloSpec(), "none");
    public static readonly Key<ImmutableArray<Named<Mapping>>> Systems = new Key<ImmutableArray<Named<Mapping>>>("systems", "The candidates, by name.",
        new NamedShape<Mapping>("the system's name", new MappingShape(() => SystemKeys.Table))).Required().Or([], "");
    public static readonly Key<ServingSpec> Serving = new Key<ServingSpec>("serving", "How requests are served.", ServingKeys.Shape).Or(new ServingSpec(), "as its keys say");
    public static readonly Key<Mapping> Operation = new Key<Mapping>("operation", "Where, how long and at what prices the systems run.", new MappingShape(() => OperationKeys.Table)).OtherwiseAs("as its keys say");
    public static readonly Key<WarmUpSpec> Measurement = new Key<WarmUpSpec>("measurement", "What counts in a result.", MeasurementKeys.Shape).Or(WarmUpSpec.None, "as its keys say");
    public static readonly Key<PerformanceMode> Mode = Keys.Enum<PerformanceMode>("mode", "How optimistic the timing is.").Or(PerformanceMode.Calibrated);
    public static readonly Key<long> Seed = Keys.Long("seed", "Seed of every random stream.", Bound.AtLeast(0)).Or(1);

    public static readonly KeyTable Table = new("scenario", "A model, its traffic, objectives and candidate systems.",
        Name, Model, Precision, Traffic, Slo, Systems, Serving, Operation, Measurement, Mode, Seed);

    /// <summary>Formats over those that a model ships in.</summary>
    public static TableShape<PrecisionSpec> PrecisionOf(PrecisionSpec asShipped) => new(() => PrecisionKeys.Table, r => PrecisionKeys.Bind(r, asShipped));
}
