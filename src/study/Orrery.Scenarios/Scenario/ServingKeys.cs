using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Serving.Routers;
using Orrery.Serving.Schedulers;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of how requests are served.</summary>
static class ServingKeys
{
    static readonly ServingSpec Usual = new();
    static readonly Bound One = Bound.AtLeast(1);

    public static readonly Key<string> Scheduler = new Key<string>("scheduler", "How an engine chooses what each step works on.",
        new ChoiceShape<string>([.. SchedulerTable.All.Select(s => (s.Name, s.Name))]) { Rule = DiagnosticRules.UnknownScheduler }).Or(Usual.Scheduler);
    public static readonly Key<int> MaxBatchedTokens = Keys.Int("max-batched-tokens", "Tokens that one step may carry on each data rank, prompt and decode together.", One).Or(Usual.MaxBatchedTokens);
    public static readonly Key<int> MaxSequences = Keys.Int("max-sequences", "Sequences that may run at once on each data rank of an engine.", One).Or(Usual.MaxSequences);
    public static readonly Key<bool> RankQueues = Keys.Bool("rank-queues", "Whether each data rank (`dp`) of an engine has a queue, a scheduler and a cache of its own, as in vLLM and SGLang; the router chooses among them, and their steps begin and end together. Otherwise all ranks share one.").Or(Usual.RankQueues);
    public static readonly Key<int> BlockTokens = Keys.Int("block-tokens", "Tokens of one block of the key-value cache.", new Bound(1, 65536)).Or(Usual.BlockTokens);
    public static readonly Key<int> KvBlocks = Keys.Int("kv-blocks", "Blocks of the key-value cache on each data rank, as an engine reports them.", One).OtherwiseAs("what memory leaves");
    public static readonly Key<bool> PrefixCache = Keys.Bool("prefix-cache", "Whether prompts reuse cached blocks of equal prefixes.").Or(Usual.PrefixCache);
    public static readonly Key<double> MemoryUtilisation = Keys.Number("memory-utilisation", "Share of a device's memory that the engine may take.", Bound.SomeShare).Or(Usual.MemoryUtilisation);
    public static readonly Key<ImmutableArray<int>?> CudaGraphs = new Key<ImmutableArray<int>?>("cuda-graphs", "Whether steps of decodes alone are padded to batch sizes captured as CUDA graphs: those listed, or where true those that vLLM captures, 1, 2, 4, then every 8 to 256, every 16 to twice `max-sequences`, 512 at most.", new CudaGraphsShape()).Or(Usual.CudaGraphs);
    public static readonly Key<EngineSpec> Engine = new Key<EngineSpec>("engine", "The engine whose fitted overheads steps have in the mode `calibrated`, beside `step-overhead`: an entry of `engines`, with a version after an `@` if need be; the nearest measured release stands in. Its scheduler and limits are those of the other keys.",
        new EngineShape()).OtherwiseAs("none");
    public static readonly Key<long> ContextTokens = Keys.Long("tokens", "Its length.", new Bound(1, 1L << 40)).Required();
    public static readonly Key<ContextReads> ContextReading = Keys.Enum<ContextReads>("reads", "Whether one read serves all sequences of a step, or each reads it for itself.").Or(ContextReads.Once);
    public static readonly KeyTable SharedContextTable = new("shared-context", "A context that was computed before: a corpus, a code base, instructions. Its cache takes room and is read, and is not written.", ContextTokens, ContextReading);
    public static readonly Key<SharedContextSpec> SharedContext = Keys.Table("shared-context", "A context that was computed once and that every request attends to beside its own.", () => SharedContextTable,
        static reader => new SharedContextSpec(reader.Get(ContextTokens), reader.Get(ContextReading) == ContextReads.Each)).OtherwiseAs("none");
    public static readonly Key<Seconds> StepOverhead = Keys.Quantity<Seconds>("step-overhead", "Host time of every step that does not run beside the devices: scheduling, preparing inputs, taking tokens back.", Bound.AtLeast(0)).Or(Usual.StepOverhead);
    public static readonly Key<Seconds> RequestOverhead = Keys.Quantity<Seconds>("request-overhead", "From a request's arrival until the router sees it: HTTP, tokenisation. Part of the time to first token.", new Bound(0, 1e6)).Or(Usual.RequestOverhead);
    public static readonly Key<Seconds> ResponseOverhead = Keys.Quantity<Seconds>("response-overhead", "From the end of a token's step until its client has it: detokenisation, streaming. The same for every token, so that the times between tokens stay.", new Bound(0, 1e6)).Or(Usual.ResponseOverhead);
    public static readonly Key<Mapping?> Speculation = new Key<Mapping?>("speculation", "How tokens are drafted and verified together.", new MappingOrWordShape(SpeculationKeys.None, () => SpeculationKeys.Table)).OtherwiseAs(SpeculationKeys.None);
    public static readonly Key<string> Router = new Key<string>("router", "How requests are spread over replicas.",
        new ChoiceShape<string>([.. RouterTable.All.Select(r => (r.Name, r.Name))]) { Rule = DiagnosticRules.UnknownRouter }).Or(Usual.Router);

    public static readonly Key<RoutingSpec> Routing = Keys.Table("routing", "How well the router knows the replicas.", () => FrontKeys.RoutingTable, FrontKeys.BindRouting).Or(new(), "as its keys say");
    public static readonly Key<FairnessSpec> Fairness = Keys.Table("fairness", "What counts as service in fair scheduling.", () => FrontKeys.FairnessTable, FrontKeys.BindFairness).Or(new(), "as its keys say");
    public static readonly Key<AdmissionSpec> Admission = Keys.Table("admission", "Which requests are let in.", () => FrontKeys.AdmissionTable, FrontKeys.BindAdmission).OtherwiseAs("all");
    public static readonly Key<ClientSpec> Clients = Keys.Table("clients", "How patient clients are.", () => FrontKeys.ClientsTable, FrontKeys.BindClients).OtherwiseAs("they wait for ever");
    public static readonly Key<FaultSpec> Faults = Keys.Table("faults", "How replicas fail.", () => FrontKeys.FaultsTable, FrontKeys.BindFaults).OtherwiseAs("never");
    public static readonly Key<StartUpSpec> StartUp = Keys.Table("start-up", "How replicas start.", () => FrontKeys.StartUpTable, FrontKeys.BindStartUp).OtherwiseAs("at once");
    public static readonly Key<AdapterSpec> Adapters = Keys.Table("adapters", "Low-rank adapters over the model.", () => FrontKeys.AdaptersTable, FrontKeys.BindAdapters).OtherwiseAs("none");

    public static readonly Key<ImmutableArray<Named<KvTierSpec>>> KvTiers = new Key<ImmutableArray<Named<KvTierSpec>>>("kv-tiers", "Tiers outside the cache that keep its blocks, the nearest first.", KvTierKeys.Tiers).Or([], "none");
    public static readonly Key<KvPolicySpec> KvPolicy = Keys.Table("kv-policy", "What goes into those tiers, what leaves them, and when they are read.", () => KvTierKeys.PolicyTable, KvTierKeys.BindPolicy).OtherwiseAs("the defaults of its keys");
    public static readonly Key<PreemptionKind> Preemption = Keys.Enum<PreemptionKind>("preemption", "What becomes of the cache of a sequence that has to make room: `recompute` gives it up, `swap` writes it to the nearest tier with room and reads it back.").Or(Usual.Preemption);

    public static readonly KeyTable Table = new("serving", "How requests are served: the engine's scheduler and the router before its replicas.",
        Scheduler, MaxBatchedTokens, MaxSequences, RankQueues, BlockTokens, KvBlocks, SharedContext, PrefixCache, MemoryUtilisation, CudaGraphs, Engine, StepOverhead, RequestOverhead, ResponseOverhead, Speculation, Router,
        Routing, Fairness, Admission, Clients, Faults, StartUp, Adapters, KvTiers, KvPolicy, Preemption);

    public static readonly TableShape<ServingSpec> Shape = new(() => Table, Bind);

    // Speculation is read with its system, whose model and folder it needs.
    static ServingSpec Bind(MappingReader reader) => new()
    {
        Scheduler = reader.Get(Scheduler),
        MaxBatchedTokens = reader.Get(MaxBatchedTokens),
        MaxSequences = reader.Get(MaxSequences),
        RankQueues = reader.Get(RankQueues),
        BlockTokens = reader.Get(BlockTokens),
        KvBlocks = reader.Find(KvBlocks),
        SharedContext = reader.TryGet(SharedContext, out var shared) ? shared : null,
        PrefixCache = reader.Get(PrefixCache),
        MemoryUtilisation = reader.Get(MemoryUtilisation),
        CudaGraphs = reader.Get(CudaGraphs),
        Engine = reader.Get(Engine),
        StepOverhead = reader.Get(StepOverhead),
        RequestOverhead = reader.Get(RequestOverhead),
        ResponseOverhead = reader.Get(ResponseOverhead),
        Router = reader.Get(Router),
        Routing = reader.Get(Routing),
        Fairness = reader.Get(Fairness),
        Admission = reader.Get(Admission),
        Clients = reader.Get(Clients),
        Faults = reader.Get(Faults),
        StartUp = reader.Get(StartUp),
        Adapters = reader.Get(Adapters),
        KvTiers = KvTierKeys.Named(reader.Get(KvTiers)),
        KvPolicy = reader.TryGet(KvPolicy, out var policy) ? policy : Usual.KvPolicy,
        Preemption = reader.Get(Preemption),
    };
}
