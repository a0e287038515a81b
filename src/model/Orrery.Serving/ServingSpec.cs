using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Serving;

/// <summary>How requests are served: the engine's scheduler and the router before its replicas.</summary>
public sealed record ServingSpec
{
    /// <summary>Name of the scheduler, a key of the scheduler table.</summary>
    public string Scheduler { get; init; } = "chunked-prefill";

    /// <summary>Tokens that one step may carry, prompt and decode together.</summary>
    public int MaxBatchedTokens { get; init; } = 8192;

    /// <summary>Sequences that may run at once in one engine.</summary>
    public int MaxSequences { get; init; } = 256;

    /// <summary>Whether each data rank of an engine has a queue and a cache of its own; otherwise all share one.</summary>
    public bool RankQueues { get; init; }

    /// <summary>Tokens of one block of the key-value cache.</summary>
    public int BlockTokens { get; init; } = 16;

    /// <summary>Blocks of the cache on each data rank; null for what memory leaves.</summary>
    public int? KvBlocks { get; init; }

    /// <summary>Whether prompts reuse cached blocks of equal prefixes.</summary>
    public bool PrefixCache { get; init; }

    /// <summary>Tiers outside the cache that keep its blocks, the nearest first.</summary>
    public ImmutableArray<KvTierSpec> KvTiers { get; init; } = [];

    /// <summary>What goes into those tiers, what leaves them, and when they are read.</summary>
    public KvPolicySpec KvPolicy { get; init; } = new();

    internal bool NeedsForesight => !KvTiers.IsEmpty && KvPolicy.Eviction == Kv.EvictionTable.Oracle;

    /// <summary>What becomes of the cache of a sequence that has to make room.</summary>
    public PreemptionKind Preemption { get; init; }

    /// <summary>Share of a device's memory that the engine may take.</summary>
    public double MemoryUtilisation { get; init; } = 0.9;

    /// <summary>How tokens are drafted and verified; null where each step gives one token.</summary>
    public SpeculationSpec? Speculation { get; init; }

    /// <summary>Batch sizes captured as CUDA graphs, rising, to which steps of decodes alone are padded; empty for those that vLLM captures, null where none are.</summary>
    public ImmutableArray<int>? CudaGraphs { get; init; }

    /// <summary>A context that was computed once and that every request attends to beside its own; null without one.</summary>
    public SharedContextSpec? SharedContext { get; init; }

    /// <summary>The engine whose overheads steps have beside <see cref="StepOverhead"/>; null for none.</summary>
    public EngineSpec? Engine { get; init; }

    /// <summary>Host time of every step that does not run beside the devices.</summary>
    public Seconds StepOverhead { get; init; }

    /// <summary>From a request's arrival until the router sees it: HTTP, tokenisation.</summary>
    public Seconds RequestOverhead { get; init; }

    /// <summary>From a token's step until its client has it: detokenisation, streaming. Refusals take as long.</summary>
    public Seconds ResponseOverhead { get; init; }

    /// <summary>Name of the router, a key of the router table.</summary>
    public string Router { get; init; } = "least-loaded";

    /// <summary>How well the router knows the replicas, and what it weighs.</summary>
    public RoutingSpec Routing { get; init; } = new();

    /// <summary>What counts as service, and what each tenant is due, for fair scheduling.</summary>
    public FairnessSpec Fairness { get; init; } = new();

    /// <summary>Which requests are let in; null for all.</summary>
    public AdmissionSpec? Admission { get; init; }

    /// <summary>How patient clients are; null for ones that wait for ever.</summary>
    public ClientSpec? Clients { get; init; }

    /// <summary>How replicas fail; null for ones that never do.</summary>
    public FaultSpec? Faults { get; init; }

    /// <summary>How replicas start; null for ones that are up at once.</summary>
    public StartUpSpec? StartUp { get; init; }

    /// <summary>Adapters over the model; null for none.</summary>
    public AdapterSpec? Adapters { get; init; }

    /// <summary>What is between a client and the router both ways: so much later a token is seen.</summary>
    public Seconds ClientOverhead => RequestOverhead + ResponseOverhead;

    /// <summary>Whether anything stands between clients and engines.</summary>
    public bool HasFrontDoor => this is not { Admission: null, Clients: null, Faults: null, StartUp: null, Adapters: null } || Routing.Refresh.Value > 0;
}
