using System.Collections.Immutable;
using System.Globalization;
using Orrery.Hardware.Memory;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>All that the rules look at.</summary>
sealed record SystemCase(EngineModel Engine, Plan Plan, ServingResult Served, SystemResult Result, ImmutableArray<BusyShare> Shares)
{
    /// <summary>Whether ranges were to be worked out.</summary>
    public bool RangesAsked { get; init; }

    public SimulatedResult Simulated => Result.Simulated!;

    public AnalyticResult Analytic => Result.Analytic!;
}

/// <summary>What the result of one system means. Each rule looks at one thing and says nothing where there is nothing to say.</summary>
static class SystemFindings
{
    static readonly Func<SystemCase, Finding?>[] Rules =
    [
        Rejected, RetryStorm, Lost, Objective, Saturated, Idle, DecodeBound, PrefillBound, Network, Launches, CachePressure, IntensityFindings.Capacity, Histories, Media, Pools, FlashWeights, OffloadFindings.Of, Wear, HardwareFindings.Stale, HardwareFindings.Omitted,
        KvTierFindings.Hits, KvTierFindings.Wear, KvTierFindings.Link, Power, SpeculationFindings.Of, Timing, static s => EngineFindings.Of(s.Engine), Assumptions, RangeFindings.Of, RangeFindings.None, Unsteady, Tenants,
    ];

    public static ImmutableArray<Finding> Of(SystemCase system) => [.. Rules.Select(rule => rule(system)).OfType<Finding>()];

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static string Percent(double share) => share is > 0 and < 0.01 ? "under 1 %" : Text($"{share * 100:0} %");

    static Finding? Rejected(SystemCase s) => s.Served.Rejected == 0 ? null : new(
        FindingLevel.Problem, "rejected-requests",
        Text($"{s.Served.Rejected:#,0} of {s.Served.Arrived:#,0} requests can never run: they are longer than the model's context of {s.Engine.Plan.Model.ContextLength:#,0} tokens or than the whole key-value cache."));

    static Finding? RetryStorm(SystemCase s)
    {
        if (s.Served.Front is not { } front || front.Attempts < 1.5 * s.Served.Arrived) return null;
        var wasted = (double)front.WastedOutputTokens / Math.Max(1, s.Served.OutputTokens + front.WastedOutputTokens);
        if (wasted < 0.1) return null;
        return new(FindingLevel.Warning, "retry-storm",
            Text($"Clients sent each request {(double)front.Attempts / s.Served.Arrived:0.#} times on average, and {Percent(wasted)} of the tokens generated were for attempts that came to nothing: retries feed the overload that causes them. Fewer retries, longer pauses between them or shedding at the door would help."));
    }

    static Finding? Lost(SystemCase s)
    {
        if (s.Served.Front is not { } front || s.Served.Arrived == 0) return null;
        var lost = front.Shed + front.TimedOut + front.Failed;
        if (lost == 0) return null;
        return new(lost > s.Served.Arrived / 100 ? FindingLevel.Problem : FindingLevel.Warning, "lost-requests",
            Text($"{lost:#,0} of {s.Served.Arrived:#,0} requests got no answer: {front.Shed:#,0} were shed, {front.TimedOut:#,0} timed out, {front.Failed:#,0} failed. Latencies are those of the requests that did."));
    }

    static Finding? Objective(SystemCase s)
    {
        var missed = s.Simulated.Objectives.Where(objective => !objective.Met).ToList();
        if (missed.Count == 0) return null;
        var worst = missed.MaxBy(objective => objective.ActualSeconds / objective.BoundSeconds)!;
        var cause = worst.Name.StartsWith("ttft", StringComparison.Ordinal) || worst.Name.StartsWith("e2e", StringComparison.Ordinal)
            ? s.Served.Queueing.P99.Value > 0.5 * s.Served.Ttft.P99.Value
                ? s.Served.PeakKvUtilisation > 0.9
                    ? "Most of it is waiting for room in the key-value cache: more memory, a narrower cache format or more replicas would help."
                    : "Most of it is waiting for a place in the batch while the cache has room: the system is too slow for its bursts. More replicas, or a scheduler that admits more sequences or tokens at once, would help."
                : "Most of it is computing the prompt itself: more arithmetic, or spreading the prompt over more devices, would help."
            : "Steps are too long at this batch: prompts and other sequences share them. A smaller batch or chunk, or more bandwidth, would help.";
        return new(FindingLevel.Warning, "objective-missed",
            Text($"{worst.Name} is {new Seconds(worst.ActualSeconds)}, {worst.ActualSeconds / worst.BoundSeconds:0.##} times its bound of {new Seconds(worst.BoundSeconds)}. {cause}"));
    }

    // Sessions send their history with every request: what a cache does not keep is computed again.
    static Finding? Histories(SystemCase s)
    {
        if (s.Simulated.Sessions is not { Requests: > 1.5 } || s.Served.InputTokens == 0) return null;
        var found = (double)(s.Served.CachedTokens + (s.Served.Outside?.LoadedTokens ?? 0)) / s.Served.InputTokens;
        if (!s.Engine.Serving.PrefixCache)
            return new(FindingLevel.Warning, "histories-computed-again", "Sessions send their history with every request, and the prefix cache is off: all of it is computed again. Set `prefix-cache: true`.");
        if (found > 0.5) return null;
        return new(FindingLevel.Hint, "histories-forgotten",
            Text($"The prefix cache holds {Percent(found)} of the prompts. The rest is new, was rewritten by the context's rule, or was evicted in a pause; where replicas are many, it may lie in another: more room for the cache, or a router that sends a session back, would help."));
    }

    static Finding? Media(SystemCase s) => s.Plan.Traffic.Synthetic?.Media is null || s.Engine.Encode is not null || (s.Engine.Plan.Model.Encoder is not null && s.Engine.Plan.Timing is null) ? null : new(
        FindingLevel.Warning, "media-cost-nothing",
        s.Engine.Plan.Timing is null
            ? "The traffic carries media, and the model has no encoder: their tokens cost nothing to make. Give the model an `encoder`."
            : "The traffic carries media, and step times that are given do not hold an encoder's: their tokens cost nothing to make.");

    static Finding? Timing(SystemCase s) => s.Engine.Plan.Timing is not { } timing ? null : new(
        FindingLevel.Hint, "step-times-given",
        Text($"Step times are {(timing is MeasuredTiming ? "measured" : "a fitted formula's")}; energy, traffic and the shares of operators are the operator model's."));

    static Finding? Saturated(SystemCase s)
    {
        if (s.Plan.Traffic.Users is not null || s.Simulated.Sessions is not null) return null; // who waits for answers does not queue without end
        var share = s.Simulated.Throughput.RequestsPerSecond / s.Analytic.SaturationRequestsPerSecond;
        if (share < 0.85 || s.Simulated.Utilisation.Busy < 0.9) return null;
        return new(FindingLevel.Warning, "saturated",
            Text($"The traffic takes {Percent(Math.Min(1, share))} of what the system can do at all ({s.Analytic.SaturationRequestsPerSecond:0.##} requests/s at mean lengths): any more, and the queue grows without end."));
    }

    static Finding? Idle(SystemCase s)
    {
        var share = s.Simulated.Throughput.RequestsPerSecond / s.Analytic.SaturationRequestsPerSecond;
        if (share > 0.3) return null;
        return new(FindingLevel.Hint, "spare-capacity",
            Text($"The traffic takes {Percent(share)} of what the system could serve; a smaller one, or {1 / share * 0.7:0.#} times the traffic on this one, would cost less per token."));
    }

    static Finding? DecodeBound(SystemCase s)
    {
        var decode = BusyTime.Of(s.Shares, share => share.Decode);
        if (decode < 0.3) return null;
        foreach (var tier in s.Result.Memory)
        {
            var waiting = BusyTime.Of(s.Shares, share => share.Decode && share.Bound == tier.Name) / decode;
            if (waiting < 0.5) continue;
            var cache = BusyTime.Of(s.Shares, share => share.Decode && share.Bound == tier.Name && share.Operator == "attention.decode") / decode;
            var what = cache > waiting / 2 ? "the key-value cache" : "weights";
            return new(FindingLevel.Hint, "decode-bandwidth-bound",
                Text($"Decode spends {Percent(waiting)} of its time reading {tier.Name}, most of it {what}: more FLOPs will not help; more bandwidth, a larger batch or narrower formats will."));
        }

        return null;
    }

    static Finding? PrefillBound(SystemCase s)
    {
        var compute = BusyTime.Of(s.Shares, share => share.Bound == "compute");
        return compute < 0.5 ? null : new(FindingLevel.Hint, "compute-bound",
            Text($"{Percent(compute)} of the busy time is arithmetic, nearly all of it for prompts: more FLOPs, a narrower format or a prefix cache will help; more bandwidth will not."));
    }

    static Finding? Network(SystemCase s)
    {
        var network = BusyTime.Of(s.Shares, share => share.Bound == "network");
        return network < 0.15 ? null : new(FindingLevel.Hint, "network-bound",
            Text($"Collectives take {Percent(network)} of the busy time. Decode's messages are small, so latency counts for more than bandwidth: fewer tensor ranks and more replicas, or a fabric with shorter latency, would help."));
    }

    static Finding? Launches(SystemCase s)
    {
        var launches = BusyTime.Of(s.Shares, share => share.Bound == "launch");
        return launches < 0.2 ? null : new(FindingLevel.Hint, "launch-bound",
            Text($"{Percent(launches)} of the busy time goes to kernels too small for the machine: their launches cost more than their work. A larger batch or fused kernels would help; faster memory will not."));
    }

    static Finding? CachePressure(SystemCase s)
    {
        if (s.Served.Preemptions == 0 && s.Served.PeakKvUtilisation < 0.95) return null;
        return new(FindingLevel.Warning, "cache-pressure",
            Text($"The key-value cache reached {Percent(s.Served.PeakKvUtilisation)} and {s.Served.Preemptions:#,0} sequences were preempted{(s.Served.Outside is { Swaps: > 0 } ? "" : " and computed again")}: more memory, a narrower cache format or fewer concurrent sequences would help."));
    }

    static Finding? Pools(SystemCase s)
    {
        if (s.Result.Pools is not { } pools) return null;
        var high = pools.MaxBy(static pool => pool.Load)!;
        var low = pools[..(s.Engine.Prefill is null ? 1 : 2)].MinBy(static pool => pool.Load)!; // a single device may encode for many
        return low.Load > high.Load / 2 ? null : new(FindingLevel.Hint, "pools-out-of-balance",
            Text($"The traffic takes {Percent(high.Load)} of what the engines for {high.Name} could serve and {Percent(low.Load)} of what those for {low.Name} could: more of the devices for {high.Name} would carry more traffic."));
    }

    static Finding? FlashWeights(SystemCase s)
    {
        if (s.Engine.Memory.Offload is not null) return null;
        foreach (var (tier, use) in s.Result.Memory.Zip(s.Engine.Memory.Tiers))
        {
            if (use.Tier.Writable || tier.WeightBytes <= 0) continue;
            var devices = s.Engine.Plan.Parallelism.DevicesPerEngine;
            var perSequence = s.Engine.Memory.Kv.BytesPerToken.Sum() * (s.Analytic.InputTokens + s.Analytic.OutputTokens);
            var more = perSequence > 0 ? tier.WeightBytes * devices / perSequence : 0;
            return new(FindingLevel.Hint, "weights-in-flash",
                Text($"{tier.Technology} holds {new Bytes(tier.WeightBytes)} of weights a device, which leaves as much of the faster memory to the cache: room for {more:#,0} more sequences of mean length. It could not hold the cache itself, which is written all the time."));
        }

        return null;
    }

    static Finding? Wear(SystemCase s)
    {
        var worn = s.Result.Memory.Where(tier => tier.WearOutYears is { } years && years < s.Plan.Operation.Lifetime.Value / (365.25 * 86400)).ToList();
        return worn.Count == 0 ? null : new(FindingLevel.Problem, "wears-out",
            Text($"At this rate of writing, {worn[0].Name} wears out in {Lifespan.Words(worn[0].WearOutYears!.Value)}, before the system is written off: keep what is written all the time in another tier."));
    }

    static Finding? Power(SystemCase s)
    {
        var devices = s.Engine.Plan.Parallelism.DevicesPerEngine;
        var did = s.Served.Pools[0];
        if (did.BusyTime.Value <= 0) return null;
        var watts = did.Total.Joules / did.BusyTime.Value / devices;
        var limit = s.Engine.Plan.System.Accelerator.PowerLimit.Value;
        return watts < 0.97 * limit ? null : new(FindingLevel.Hint, "power-limited",
            Text($"While busy, a device draws {watts:0} W of its {limit:0} W: its clock is held back by power."));
    }

    static Finding? Unsteady(SystemCase s) => s.Served.WarmUp switch
    {
        { Measured: 0 } warmUp => new(FindingLevel.Problem, "nothing-measured", Text($"The warm-up of {warmUp.Rule} leaves out every request: nothing is measured.")),
        { IsSteady: false } => new(
            FindingLevel.Warning, "no-steady-state",
            "No steady state was found, so nothing is left out of the latencies: the run is too short, or the queue only grows. More requests or less traffic would tell."),
        _ => null,
    };

    static Finding? Tenants(SystemCase s)
    {
        if (s.Simulated.Tenants is not { SlowdownFairness: < 0.9 } tenants) return null;
        var served = tenants.Each.Where(tenant => tenant.Slowdown > 0).ToList();
        var (least, most) = (served.MinBy(tenant => tenant.Slowdown)!, served.MaxBy(tenant => tenant.Slowdown)!);
        return new(FindingLevel.Hint, "tenants-unequal",
            Text($"Requests of {most.Name} take {most.Slowdown:0.#} times as long as they would alone, those of {least.Name} {least.Slowdown:0.#} times: a fair scheduler, or weights and priorities, would share the waiting."));
    }

    static Finding? Assumptions(SystemCase s) => s.Result.Assumptions.IsEmpty ? null : new(
        FindingLevel.Hint, "rests-on-assumptions",
        Text($"{s.Result.Assumptions.Length} numbers behind this system are assumed rather than published; they are listed with the report."));
}
