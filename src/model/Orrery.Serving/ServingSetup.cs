using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving.Kv;
using Orrery.Units;

namespace Orrery.Serving;

/// <summary>All that a serving simulation needs besides its traffic.</summary>
public sealed record ServingSetup
{
    /// <summary>Tells what a step of one replica costs.</summary>
    public required IStepTimer Timer { get; init; }

    /// <summary>The key-value cache of one replica; its reaches are the timer's.</summary>
    public required KvLayout Kv { get; init; }

    /// <summary>Scheduler, router and their bounds.</summary>
    public ServingSpec Spec { get; init; } = new();

    /// <summary>Engines behind the router.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>
    /// Data ranks of each replica that have a queue of their own: the router chooses among them, cache and bounds above are those of one rank, and their steps
    /// begin and end together. 1 where the ranks share one queue.
    /// </summary>
    public int DataRanks { get; init; } = 1;

    /// <summary>Devices of one engine, which share its cache.</summary>
    public int DevicesPerEngine { get; init; } = 1;

    /// <summary>Devices of one host.</summary>
    public int DevicesPerNode { get; init; } = 8;

    internal KvForesight? Foresight { get; init; }

    /// <summary>Engines that compute prompts only and hand them to the others; null where every engine does both.</summary>
    public PrefillPool? Prefill { get; init; }

    /// <summary>Engines that only run the encoder of images and sound, before requests go to the others; null where those do it themselves.</summary>
    public EncodePool? Encode { get; init; }

    /// <summary>Prompt and output together that the model can hold; longer requests are rejected.</summary>
    public int ContextLength { get; init; } = int.MaxValue;

    /// <summary>What a request must meet to count as good.</summary>
    public RequestBounds Bounds { get; init; } = new();

    /// <summary>What of the beginning of a run counts in no latency.</summary>
    public WarmUpSpec WarmUp { get; init; } = WarmUpSpec.None;

    /// <summary>Seed of the streams that random policies draw from.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Receives each request when it finishes; memory grows with the traffic only if the receiver's does.</summary>
    public Action<RequestOutcome>? Sink { get; init; }

    /// <summary>Told each step when it ends, those of a warm-up too; the steps of one replica come in order. Null costs nothing.</summary>
    public Action<ServingStep>? Observer { get; init; }


    /// <summary>Weights that each device loads when a replica starts.</summary>
    public Bytes WeightsPerDevice { get; init; }

    internal ImmutableArray<EnginePool> Pools => Prefill is null
        ? [new("serve", Timer, Kv, Spec, Replicas, HandsOff: false)]
        : [new("decode", Timer, Kv, Spec, Replicas, HandsOff: false), new("prefill", Prefill.Timer, Prefill.Kv, Prefill.Spec, Prefill.Replicas, HandsOff: true)];
}

/// <summary>Equal engines behind one router.</summary>
sealed record EnginePool(string Name, IStepTimer Timer, KvLayout Kv, ServingSpec Spec, int Replicas, bool HandsOff);

/// <summary>Engines that compute prompts and hand them to those of the setup, which generate the rest: disaggregated serving (DistServe, OSDI 2024; Splitwise, ISCA 2024).</summary>
public sealed record PrefillPool
{
    /// <summary>Tells what a step of one of them costs.</summary>
    public required IStepTimer Timer { get; init; }

    /// <summary>The key-value cache of one.</summary>
    public required KvLayout Kv { get; init; }

    /// <summary>Scheduler, the router before them, and their bounds.</summary>
    public ServingSpec Spec { get; init; } = new();

    /// <summary>Engines of this kind.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Devices of one of them.</summary>
    public int DevicesPerEngine { get; init; } = 1;

    /// <summary>Devices of one host.</summary>
    public int DevicesPerNode { get; init; } = 8;

    /// <summary>At which caches leave one of them.</summary>
    public required BytesPerSecond SendBandwidth { get; init; }

    /// <summary>At which caches reach an engine that decodes.</summary>
    public required BytesPerSecond ReceiveBandwidth { get; init; }

    /// <summary>From the first byte that leaves to the first that arrives.</summary>
    public Seconds Latency { get; init; }

    /// <summary>Prompts with no more tokens to compute than this are computed where the rest is generated (conditional disaggregation).</summary>
    public int LocalTokens { get; init; }
}

/// <summary>Bounds on one request; null where there is none.</summary>
/// <param name="Ttft">On its time to first token.</param>
/// <param name="Tpot">On its mean time per output token after the first, which is also the mean of the gaps between its tokens.</param>
/// <param name="E2e">On the time from arrival to last token.</param>
public sealed record RequestBounds(Seconds? Ttft = null, Seconds? Tpot = null, Seconds? E2e = null)
{
    internal bool Hold(double ttftSeconds, double tpotSeconds, double e2eSeconds) =>
        !(ttftSeconds > Ttft?.Value) && !(tpotSeconds > Tpot?.Value) && !(e2eSeconds > E2e?.Value);
}

/// <summary>How far a simulation has come.</summary>
/// <param name="Arrived">Requests that arrived.</param>
/// <param name="Completed">Requests that finished.</param>
/// <param name="Steps">Engine steps.</param>
/// <param name="Now">Virtual time.</param>
public readonly record struct ServingProgress(long Arrived, long Completed, long Steps, Seconds Now);
