using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Performance;

/// <summary>Places weights, cache and working memory in the tiers of a device.</summary>
public static class MemoryPlanner
{
    /// <summary>
    /// Places weights in the tier asked for, else in the nearest, spilling what does not fit to the next; the cache in the tier asked for, else in
    /// the nearest that may be written and has room; working memory in the nearest writable tier. A share of
    /// 1 - <paramref name="memoryUtilisation"/> of the nearest tier, and at least what libraries reserve, stays free.
    /// </summary>
    /// <param name="graph">The operators, whose weights and cache are to be placed.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="placement">What the user asked for.</param>
    /// <param name="memoryUtilisation">Share of the device's memory that the engine may take.</param>
    /// <param name="maxBatchedTokens">Tokens of the largest step, on each data rank.</param>
    /// <param name="maxSequences">Sequences of the largest step, on each data rank.</param>
    /// <param name="draft">Operators that draft tokens on the same devices; null without speculation.</param>
    /// <param name="maxDrafted">Most tokens that a sequence drafts at once.</param>
    /// <exception cref="ArgumentException">The placement names a tier that the device has not, or the device has more tiers than <see cref="ReachLimits.Tiers"/>.</exception>
    public static MemoryPlan Plan(
        OperatorGraph graph, AcceleratorSpec accelerator, PlacementSpec placement, double memoryUtilisation, int maxBatchedTokens, int maxSequences,
        OperatorGraph? draft = null, int maxDrafted = 0)
    {
        var tiers = accelerator.Memory;
        if (tiers.Length > ReachLimits.Tiers) throw new ArgumentException($"{accelerator.Name} has {tiers.Length} memory tiers; at most {ReachLimits.Tiers} are modelled.", nameof(accelerator));

        var free = new double[tiers.Length];
        var weights = new double[tiers.Length];
        var reserved = new double[tiers.Length];
        var activations = new double[tiers.Length];
        for (var i = 0; i < tiers.Length; i++)
        {
            reserved[i] = i == 0 ? Math.Max((1 - memoryUtilisation) * tiers[i].Capacity.Value, accelerator.ReservedMemory.Value) : 0;
            free[i] = tiers[i].Capacity.Value - reserved[i];
        }

        var working = Array.FindIndex([.. tiers], tier => tier.Writable);
        if (working < 0) throw new ArgumentException($"{accelerator.Name} has no memory that may be written.", nameof(accelerator));
        // Every drafted token is verified by its logits.
        var sampled = maxDrafted == 0 ? maxSequences : (int)Math.Min(maxBatchedTokens, maxSequences * (1L + maxDrafted));
        activations[working] = Math.Max(graph.ActivationBytes(maxBatchedTokens, sampled), draft?.ActivationBytes(maxBatchedTokens, maxSequences) ?? 0);
        free[working] -= activations[working];

        var kvTier = placement.Kv is null ? -1 : accelerator.TierNamed(placement.Kv);
        var longest = Math.Min(maxBatchedTokens, graph.Model.ContextLength);
        var oneSequence = SequenceBytesPerDevice(graph, longest) + (draft is null ? 0 : SequenceBytesPerDevice(draft, longest));

        // Weights: the tier asked for first, then the others in order. The cache's tier keeps room for the cache of one full step: with
        // less than that an engine could not finish a prompt.
        var weightsPerDevice = graph.WeightBytesPerDevice + (draft?.WeightBytesPerDevice ?? 0);
        var left = weightsPerDevice;
        var first = placement.Weights is null ? -1 : accelerator.TierNamed(placement.Weights);
        OffloadPlan? offload = null;
        if (graph.Offload is not null)
        {
            offload = OffloadPlan.Of(graph, accelerator, Math.Max(0, first), free[Math.Max(0, first)] - oneSequence, maxSequences, draft?.WeightBytesPerDevice ?? 0);
            weights[offload.Near] = offload.Resident + offload.WindowBytes((double)offload.Spec.Window * maxSequences);
            weights[offload.Far] = weightsPerDevice;
            left = Math.Max(0, weightsPerDevice - free[offload.Far]);
            foreach (var tier in (ReadOnlySpan<int>)[offload.Near, offload.Far]) free[tier] -= weights[tier];
        }

        if (placement.Rule == PlacementRule.Fastest && offload is null
            && FastestPlacement.Of(graph, accelerator, placement, free, draft?.WeightBytesPerDevice ?? 0, oneSequence) is { } fastest) return Spread(fastest);

        // What is only read goes first to tiers that may not be written: nothing else can use them.
        var context = new double[tiers.Length];
        int[] order = placement.Context is { } named ? [accelerator.TierNamed(named)] : [.. Enumerable.Range(0, tiers.Length).OrderBy(i => tiers[i].Writable)];
        var lacking = Fill(context, graph.ContextBytesPerDevice, order);
        var cold = new double[tiers.Length];
        if (placement.Experts is { } place && offload is null)
        {
            var bytes = graph.ExpertBytesPerDevice * (1 - placement.HotExperts);
            lacking += Fill(cold, bytes, [accelerator.TierNamed(place)]);
            left -= bytes;
        }

        foreach (var tier in Enumerable.Range(0, tiers.Length).OrderBy(i => i == first ? -1 : i))
        {
            if (offload is not null || (placement.Weights is not null && tier != first)) break;
            var room = Math.Max(0, free[tier] - (tier == Math.Max(kvTier, working) ? oneSequence : 0));
            var here = Math.Min(left, room);
            weights[tier] = here;
            free[tier] -= here;
            left -= here;
        }

        if (kvTier < 0)
        {
            kvTier = working;
            for (var i = 0; i < tiers.Length; i++)
                if (tiers[i].Writable && i != offload?.Far && free[i] >= oneSequence)
                {
                    kvTier = i;
                    break;
                }
        }

        var kv = Math.Max(0, free[kvTier]);
        var shortfall = left + lacking + Math.Max(0, oneSequence - kv);
        var devices = graph.Parallelism.DevicesPerEngine;
        var placed = weights.Sum();
        return new MemoryPlan
        {
            Tiers =
            [
                .. tiers.Select((tier, i) =>
                {
                    // Popular experts are spread as the weights are that they lie with.
                    var hot = placement.Experts is null || placed <= 0 ? 0 : graph.ExpertBytesPerDevice * placement.HotExperts * weights[i] / placed;
                    return new TierUse(tier, new Bytes(weights[i] + cold[i]), new Bytes(i == kvTier ? kv : 0), new Bytes(activations[i]), new Bytes(reserved[i]))
                    {
                        Context = new(context[i]),
                        Experts = new(hot + cold[i]),
                        HotExperts = new(hot),
                    };
                }),
            ],
            ExpertsApart = placement.Experts is not null && graph.ExpertBytesPerDevice > 0 && offload is null,
            HotExperts = placement.HotExperts,
            KvTier = kvTier,
            WorkingTier = working,
            Kv = new KvLayout(KvBytesPerToken(graph, draft), graph.StateBytesPerSequence + (draft?.StateBytesPerSequence ?? 0), new Bytes(kv * devices)),
            WeightsPerDevice = new Bytes(weightsPerDevice),
            Offload = offload,
            Shortfall = new Bytes(Math.Max(0, shortfall)),
        };

        // Takes room for so many bytes in the tiers of an order; a tier that the cache may need keeps room for that of one full step.
        double Fill(double[] held, double bytes, int[] order)
        {
            foreach (var tier in order)
            {
                var here = Math.Min(bytes, Math.Max(0, free[tier] - (tier == Math.Max(kvTier, working) ? oneSequence : 0)));
                held[tier] = here;
                free[tier] -= here;
                bytes -= here;
            }

            return bytes;
        }

        MemoryPlan Spread(double[][] bytes)
        {
            var (plain, experts, common, cache) = (bytes[(int)WeightClass.Weights], bytes[(int)WeightClass.Experts], bytes[(int)WeightClass.Context], bytes[^1]);
            var total = cache.Sum();
            // Every block of the cache lies over its tiers in these shares: it ends where the first of them is full.
            double Room(int i) => free[i] - plain[i] - experts[i] - common[i];
            var capacity = total <= 0 ? 0 : Enumerable.Range(0, tiers.Length).Where(i => cache[i] > 0).Min(i => Room(i) * total / cache[i]);
            var main = Array.IndexOf(cache, cache.Max());
            return new MemoryPlan
            {
                Tiers =
                [
                    .. tiers.Select((tier, i) => new TierUse(tier, new Bytes(plain[i] + experts[i]), new Bytes(total <= 0 ? 0 : capacity * cache[i] / total), new Bytes(activations[i]), new Bytes(reserved[i]))
                    {
                        Experts = new(experts[i]),
                        Context = new(common[i]),
                    }),
                ],
                KvTier = main,
                KvShares = [.. cache.Select((held, i) => total > 0 ? held / total : i == main ? 1.0 : 0)],
                ExpertsApart = graph.ExpertBytesPerDevice > 0,
                WorkingTier = working,
                Kv = new KvLayout(KvBytesPerToken(graph, draft), graph.StateBytesPerSequence + (draft?.StateBytesPerSequence ?? 0), new Bytes(capacity * graph.Parallelism.DevicesPerEngine)),
                WeightsPerDevice = new Bytes(weightsPerDevice),
                Shortfall = default,
            };
        }
    }

    // Reach by reach, as Drafter.Reaches joins them.
    static ImmutableArray<double> KvBytesPerToken(OperatorGraph graph, OperatorGraph? draft)
    {
        if (draft is null) return graph.KvBytesPerToken;
        return [.. Drafter.Reaches(graph.Reaches, draft.Reaches).Select(reach => Bytes(graph, reach) + Bytes(draft, reach))];

        static double Bytes(OperatorGraph of, Workloads.Reach reach) => of.Reaches.IndexOf(reach) is var r and >= 0 ? of.KvBytesPerToken[r] : 0;
    }

    /// <summary>Bytes that one sequence of so many tokens takes on the device that keeps most of it.</summary>
    static double SequenceBytesPerDevice(OperatorGraph graph, int tokens)
        => (graph.KvBytesPerToken.Sum() * tokens + graph.StateBytesPerSequence) / (graph.Parallelism.Tensor * graph.Parallelism.Pipeline);
}
