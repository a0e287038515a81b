using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;
using Orrery.Workloads.Architectures;

namespace Orrery.Evaluation;

/// <summary>One engine of a candidate system, ready to be asked: its operators, its memory and its step times.</summary>
public sealed class EngineModel
{
    EngineModel(SystemPlan plan, OperatorGraph graph, MemoryPlan memory, StepModel? steps, IStepTimer? timer, StepModel? drafter)
    {
        Plan = plan;
        Graph = graph;
        Memory = memory;
        Steps = steps;
        Timer = timer;
        Drafter = drafter;
    }

    /// <summary>The candidate.</summary>
    public SystemPlan Plan { get; }

    /// <summary>How one engine serves: its bounds on a step are those of the plan for each data rank, as engines count them.</summary>
    public ServingSpec Serving => Plan.Serving with
    {
        MaxBatchedTokens = Plan.Serving.MaxBatchedTokens * Plan.Parallelism.Data,
        MaxSequences = Plan.Serving.MaxSequences * Plan.Parallelism.Data,
    };

    /// <summary>Queues before one engine: one for each data rank where they have their own.</summary>
    public int Queues => Plan.Serving.RankQueues && Plan.Prefill is null ? Plan.Parallelism.Data : 1;

    /// <summary>Its operators.</summary>
    public OperatorGraph Graph { get; }

    /// <summary>What lies where in each device.</summary>
    public MemoryPlan Memory { get; }

    /// <summary>What a step costs, drafting included, time from where the plan takes it; null where the model does not fit.</summary>
    public IStepTimer? Timer { get; }

    /// <summary>The operator model; null where the model does not fit.</summary>
    public StepModel? Steps { get; }

    /// <summary>The engines that only compute prompts; null where every engine does both.</summary>
    public EngineModel? Prefill { get; private init; }

    /// <summary>The engines that only encode images and sound: their operators are the encoder alone. Null where every engine encodes itself.</summary>
    public EngineModel? Encode { get; private init; }

    /// <summary>This, <see cref="Prefill"/> and <see cref="Encode"/>, in the order of <see cref="ServingResult.Pools"/>.</summary>
    public IEnumerable<EngineModel> Pools
    {
        get
        {
            yield return this;
            if (Prefill is not null) yield return Prefill;
            if (Encode is not null) yield return Encode;
        }
    }

    /// <summary>The operator model of what drafts; null where nothing does, or what does costs nothing.</summary>
    public StepModel? Drafter { get; }

    /// <summary>Where its arithmetic and the bandwidth of its weights balance.</summary>
    internal RidgePoint Ridge => field ??= RidgePoint.Of(this);

    /// <summary>What its model keeps of a sequence.</summary>
    internal KvFootprint Footprint => field ??= KvFootprint.Of(Plan.Model);

    /// <summary>Builds the model of a candidate's engines.</summary>
    public static EngineModel Build(SystemPlan plan) => Build(plan, isPrefill: false);

    static EngineModel Build(SystemPlan plan, bool isPrefill)
    {
        if (Calibration(plan) is { } own) plan = plan with { Serving = plan.Serving with { RequestOverhead = plan.Serving.RequestOverhead + own.FirstToken } };
        if (!plan.Serving.KvTiers.IsEmpty) plan = plan with { System = KvTierEconomy.With(plan, isPrefill) };
        var graph = Drafting.Operators(plan);
        var memory = Drafting.Memory(plan, graph);
        if (plan.Serving.KvBlocks is { } blocks) memory = WithBlocks(memory, plan, blocks);
        if (plan.Serving.Adapters is { } adapters) memory = WithAdapters(memory, plan, adapters);
        var prefill = plan.Prefill is { } prompts ? Build(prompts, isPrefill: true) : null;
        var encode = plan.Encode is { } media ? BuildEncoder(media) : null;
        if (!memory.Fits) return new EngineModel(plan, graph, memory, null, null, null) { Prefill = prefill, Encode = encode };
        var steps = new StepModel(graph, plan.System.Accelerator, memory, plan.Mode);
        var drafter = Drafting.Graph(plan) is { } draft ? new StepModel(draft, plan.System.Accelerator, memory, plan.Mode) : null;
        var timer = Launched(Scaled(Timed(plan, memory, steps), steps, plan), steps, plan, plan.Serving.Engine?.Overheads);
        return new EngineModel(plan, graph, memory, steps, plan.Serving.Speculation is null ? timer : new SpeculativeTimer(timer, drafter), drafter) { Prefill = prefill, Encode = encode };
    }

    static EngineModel BuildEncoder(SystemPlan plan)
    {
        var (graph, memory) = (MediaEncoder.Graph(plan), MediaEncoder.Memory(plan));
        var steps = memory.Fits ? new StepModel(graph, plan.System.Accelerator, memory, plan.Mode) : null;
        return new EngineModel(plan, graph, memory, steps, steps, null);
    }

    /// <summary>A step in which equal sequences decode, with drafts where the plan has them.</summary>
    /// <param name="sequences">How many.</param>
    /// <param name="context">Tokens that each attends to, its own included.</param>
    internal DecodeStep Decode(int sequences, long context) => DecodeStep.Of(Timer!, Serving, sequences, context);

    static IStepTimer Timed(SystemPlan plan, MemoryPlan memory, StepModel steps)
    {
        var timer = TimedSteps.Of(plan, steps);
        if (memory.Offload is { } offload) timer = new OffloadTimer(timer, steps, offload);
        return plan.Serving.Adapters is { } adapters ? new AdapterSteps(timer, adapters, plan, memory.KvTier) : timer;
    }

    // Adapters lie beside the cache, in room that is set aside for them.
    static MemoryPlan WithAdapters(MemoryPlan memory, SystemPlan plan, AdapterSpec adapters)
    {
        var bytes = adapters.Slots * adapters.Size.Value * (plan.Serving.RankQueues ? plan.Parallelism.Data : 1);
        var each = new Bytes(bytes / plan.Parallelism.DevicesPerEngine);
        var tier = memory.Tiers[memory.KvTier];
        return memory with
        {
            Kv = memory.Kv with { Capacity = new(Math.Max(0, memory.Kv.Capacity.Value - bytes)) },
            Tiers = memory.Tiers.SetItem(memory.KvTier, tier with { Kv = new(Math.Max(0, (tier.Kv - each).Value)), Reserved = tier.Reserved + each }),
        };
    }

    static SystemCalibration? Calibration(SystemPlan plan) => plan.Mode == PerformanceMode.Calibrated ? plan.Calibration : null;

    static IStepTimer Scaled(IStepTimer timer, StepModel steps, SystemPlan plan) =>
        Calibration(plan) is { } own and not { Prefill: 1, Decode: 1 } ? new ScaledTimer(timer, own.Prefill, own.Decode, new(steps.IdleWatts)) : timer;

    /// <summary>Times of the operator model's steps with what an engine adds to them, whatever engine the plan names; the model fits.</summary>
    public IStepTimer Under(EngineOverheads engine) => Launched(Steps!, Steps!, Plan, engine);

    static IStepTimer Launched(IStepTimer timer, StepModel steps, SystemPlan plan, EngineOverheads? engine)
    {
        var (serving, data) = (plan.Serving, plan.Serving.RankQueues ? 1 : plan.Parallelism.Data);
        if (plan.Mode != PerformanceMode.Calibrated) engine = null;
        var own = Calibration(plan);
        if (serving is { CudaGraphs: null } && serving.StepOverhead.Value == 0 && engine is null && own is null) return timer;
        // The ranks of one queue decode equally many each: a graph of theirs is a batch of as many times its size.
        var sizes = serving.CudaGraphs switch { null => [], { IsEmpty: true } => StepOverheads.UsualGraphs(serving.MaxSequences), { } captured => captured };
        ImmutableArray<int> graphs = [.. sizes.Select(size => size * data)];
        // Overheads of other engines were fitted on their own hosts.
        var launch = own is null ? engine?.Launch : null;
        var speed = launch is null ? 1 : plan.System.Node.HostSpeed;
        var host = serving.StepOverhead + (own?.Step ?? engine?.HostTime(plan.Model) / speed ?? default);
        if (launch is not null) timer = new LaunchedTimer(timer, launch, steps.Graph, plan.System.Accelerator, speed, new(steps.IdleWatts));
        return new OverheadTimer(timer, new StepOverheads(host, graphs, new(steps.IdleWatts)) { Sequence = new((own?.Sequence ?? engine?.Sequence ?? default).Value / data / speed) });
    }

    static MemoryPlan WithBlocks(MemoryPlan memory, SystemPlan plan, int blocks)
    {
        var bytes = (double)blocks * plan.Serving.BlockTokens * memory.Kv.BytesPerToken.Sum() * plan.Parallelism.Data;
        var tier = memory.Tiers[memory.KvTier] with { Kv = new(bytes / plan.Parallelism.DevicesPerEngine) };
        return memory with { Kv = memory.Kv with { Capacity = new(bytes) }, Tiers = memory.Tiers.SetItem(memory.KvTier, tier) };
    }

    /// <summary>Sequences of a length that the cache of one engine holds at once.</summary>
    /// <param name="tokens">Tokens that each has cached.</param>
    public double SequencesThatFit(double tokens)
    {
        var kv = Memory.Kv;
        var bytes = kv.StateBytesPerSequence;
        var reaches = Timer?.Reaches ?? Graph.Reaches;
        for (var r = 0; r < reaches.Length; r++)
        {
            var reach = reaches[r];
            var cached = reach.Tokens > 0 ? Math.Min(tokens, reach.Tokens) : tokens;
            bytes += kv.BytesPerToken[r] * Math.Ceiling(cached / Graph.BlockTokens) * Graph.BlockTokens;
        }

        return bytes > 0 ? Math.Floor(kv.Capacity.Value / bytes) : double.PositiveInfinity;
    }
}
