using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of a candidate system.</summary>
static class SystemKeys
{
    static readonly Bound One = new(1, 1 << 20);

    public static readonly Key<CatalogAccelerator> Accelerator = new Key<CatalogAccelerator>("accelerator", "The accelerator.", AcceleratorKeys.Shape).Required();
    public static readonly Key<int> Count = Keys.Int("count", "How many accelerators.", One).OtherwiseAs("the devices of one engine");
    public static readonly Key<NodeSpec> Node = new Key<NodeSpec>("node", "The host.", NodeKeys.Shape).OtherwiseAs("the accelerator's");
    public static readonly Key<Watts> PowerCap = Keys.Quantity<Watts>("power-cap", "Power that each accelerator is held to, below its thermal design power: clocks slow down until it is kept.", Bound.Positive).OtherwiseAs("none: the thermal design power");
    public static readonly Key<Mapping> Parallelism = new Key<Mapping>("parallelism", "How an engine is spread over devices.", new MappingShape(() => ParallelismTable!)).OtherwiseAs("tensor-parallel over all devices of a domain that divide the heads");
    public static readonly Key<Mapping> Placement = new Key<Mapping>("placement", "Which memory tier holds what.", new MappingShape(() => PlacementTable!)).OtherwiseAs("nearest tiers first");
    public static readonly Key<OffloadSpec> Offload = new Key<OffloadSpec>("offload", "How weights come from a slower tier with every step.", OffloadKeys.Shape).OtherwiseAs("none: every weight lies where a step reads it");
    public static readonly Key<CatalogModel> Model = new Key<CatalogModel>("model", "The model.", ModelKeys.Shape).OtherwiseAs("the scenario's");
    public static readonly Key<PrecisionSpec> Precision = new Key<PrecisionSpec>("precision", "Formats; keys over those of the scenario.", new LooseShape<PrecisionSpec>(ScenarioKeys.PrecisionOf(new()))).OtherwiseAs("the scenario's, else as the model ships");
    public static readonly Key<ServingSpec> Serving = new Key<ServingSpec>("serving", "How requests are served; keys over those of the scenario.", new LooseShape<ServingSpec>(ServingKeys.Shape)).OtherwiseAs("the scenario's");
    public static readonly Key<PerformanceMode> Mode = Keys.Enum<PerformanceMode>("mode", "How optimistic the timing is.").OtherwiseAs("the scenario's");

    public static readonly Key<Mapping?> Timing = new Key<Mapping?>("timing", "Where step times come from.", new MappingOrWordShape(TimingKeys.Analytic, () => TimingKeys.Table)).OtherwiseAs(TimingKeys.Analytic);

    public static readonly Key<Node> Calibration = new Key<Node>("calibration", "What a benchmark told of this very system, over the catalog's calibration.", new CalibrationShape()).OtherwiseAs("none");

    public static readonly Key<ContextSpec> Context = new Key<ContextSpec>("context", "What of the past a session's prompt holds, where agents on this system manage it differently.", new ContextShape()).OtherwiseAs("that of the traffic's `session`");

    public static readonly Key<int> Tp = Keys.Int("tp", "Ranks that split every matrix and its heads.", One).OtherwiseAs("as many devices of a domain as divide the heads");
    public static readonly Key<int> Pp = Keys.Int("pp", "Stages that split the layers.", One).Or(1);
    public static readonly Key<int> Ep = Keys.Int("ep", "Ranks that split the experts.", One).Or(1);
    public static readonly Key<int> Dp = Keys.Int("dp", "Ranks of one engine that attend to different requests but share the experts.", One).Or(1);
    public static readonly Key<int> Cp = Keys.Int("cp", "Ranks that split the tokens of one sequence.", One).Or(1);

    public static readonly Key<double> Overlap = Keys.Number("overlap", "Share of the time of collectives that runs beside computation.", Bound.Share).Or(0);

    public static readonly Key<double> ExpertSkew = Keys.Number("expert-skew", "How unevenly tokens choose experts: the exponent of Zipf's law.", new Bound(0, 4)).Or(0);
    public static readonly Key<int> RedundantExperts = Keys.Int("redundant-experts", "Further copies of popular experts in each layer, which even out the ranks.", new Bound(0, 4096)).Or(0);

    public static readonly Key<int> MicroBatches = Keys.Int("micro-batches", "Micro-batches of a step, after which the pipeline drains.", new Bound(1, 65536)).OtherwiseAs("as many as stages, and the next step's keep the pipeline full");
    public static readonly NumberShape<double> ExpertCount = new(Bound.Positive);
    public static readonly Key<ImmutableArray<double>> ExpertCounts = Keys.List("expert-counts", "How often each expert was chosen, in the order of the ranks, as a record of routing tells; in place of `expert-skew`.", ExpertCount, 2);

    public static readonly Key<TensorSplit> Split = Keys.Enum<TensorSplit>("split", "What tensor ranks split: heads, which `tp` must divide, or every matrix and cache evenly, whatever the heads.").Or(TensorSplit.Heads);
    public static readonly Key<bool> HalfBatches = Keys.Bool("half-batches", "Whether engines beside a memory attend for one half of a batch while the accelerator multiplies for the other, where that pays.");

    public static readonly Key<ImmutableArray<WorkOmission>> Omit = Keys.List("omit", "Work that the count of a step leaves out, as some publications do.", Kebab.Choice<WorkOmission>());

    public static readonly Key<string> WeightsTier = Keys.EntryNamed("weights", "Tier of the weights.").OtherwiseAs("the nearest with room");
    public static readonly Key<string> KvTier = Keys.EntryNamed("kv", "Tier of the key-value cache.").OtherwiseAs("the nearest writable with room");

    public static readonly Key<string> ExpertsTier = Keys.EntryNamed("experts", "Tier of the routed experts.").OtherwiseAs("with the other weights");
    public static readonly Key<double> HotExperts = Keys.Number("hot-experts", "Share of the experts of each layer, the most popular, that lie with the other weights all the same.", Bound.Share).Or(0);
    public static readonly Key<string> ContextTier = Keys.EntryNamed("shared-context", "Tier of the cache of `serving: { shared-context: … }`.").OtherwiseAs("what may not be written, else the nearest with room");
    public static readonly Key<PlacementRule> Rule = Keys.Enum<PlacementRule>("rule", "How what no tier is named for is placed: in the nearest with room, or spread so that a step of decoding is fastest.").Or(PlacementRule.Nearest);
    public static readonly Key<int> ForSequences = Keys.Int("sequences", "Decoding sequences of the step that is to be fastest; there is room for them.", One).Or(1);
    public static readonly Key<int> ForTokens = Keys.Int("tokens", "Tokens of each of them.", new Bound(1, 1 << 30)).Or(4096);

    public static readonly KeyTable ParallelismTable = new("parallelism", "How one engine is spread over devices; it takes tp × pp × dp × cp of them, and what is left makes further replicas.", Tp, Pp, Ep, Dp, Cp, Overlap, ExpertSkew, RedundantExperts, MicroBatches, ExpertCounts, Split, HalfBatches);

    public static readonly KeyTable PlacementTable = new("placement", "Which memory tier holds what.", WeightsTier, KvTier, ExpertsTier, HotExperts, ContextTier, Rule, ForSequences, ForTokens);

    public static readonly Key<Mapping> Prefill = new Key<Mapping>("prefill", "Engines that only compute prompts, and hand them to those of the system: what is left out is as there, their number and sharding apart.", new MappingShape(() => PrefillTable!)).OtherwiseAs("none: every engine does both");
    public static readonly Key<Mapping> HandOff = new Key<Mapping>("hand-off", "How prompts go from the engines of `prefill` to those that generate.", new MappingShape(() => HandOffKeys.Table)).OtherwiseAs("as its keys say");

    public static readonly Key<Mapping> Encode = new Key<Mapping>("encode", "Engines that only run the model's `encoder`, and send what it makes to those that compute prompts.", new MappingShape(() => EncodeKeys.Table)).OtherwiseAs("none: engines that compute prompts encode too");

    public static readonly KeyTable PrefillTable = new("prefill", "Engines that only compute prompts, of the same or of another accelerator.",
        Accelerator, Count, Node, PowerCap, Parallelism, Placement, Offload, Precision, Serving, Mode, Timing, Calibration);

    public static readonly KeyTable Table = new("system", "A candidate: so many of one accelerator, and how the model runs on them.",
        Accelerator, Count, Node, PowerCap, Parallelism, Placement, Offload, Model, Precision, Serving, Mode, Timing, Calibration, Prefill, HandOff, Encode, Context, Omit);
}
