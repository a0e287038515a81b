using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Performance;

/// <summary>Puts the fits of an architecture's kernels on the operators of one engine.</summary>
/// <param name="calibration">The fits.</param>
/// <param name="accelerator">The device.</param>
/// <param name="memory">What lies where.</param>
/// <param name="paths">The time of bytes as the catalog has it.</param>
/// <param name="parallelism">The sharding.</param>
sealed class KernelBinding(CalibrationSpec calibration, AcceleratorSpec accelerator, MemoryPlan memory, MemoryPaths paths, ParallelismSpec parallelism)
{
    readonly MemoryTierSpec _working = memory.Tiers[memory.WorkingTier].Tier;

    // Fits know the tier that weights, cache and activations share; other tiers keep the efficiency that the catalog gives them.
    readonly bool _oneTier = paths.Count == 1 && memory.KvTier == memory.WorkingTier;

    double Bandwidth => _working.EffectiveReadBandwidth.Value / _working.Efficiency;

    /// <summary>Replaces the times of an operator by those of its kernel's fit, where there is one.</summary>
    public BoundOperator Apply(Operator op, BoundOperator bound)
    {
        if (op.Collective == Collective.AllReduce && op.Group == CollectiveGroup.Tensor) return AllReduce(bound);
        if (op.Collective == Collective.AllToAll && op.Group == CollectiveGroup.Experts) return Exchange(op, bound);
        if (op.Kernel is not { } kind || calibration.Find(kind, op.Format) is not { } fit) return bound;
        // Attention multiplies queries at 16 bits, whatever its cache is kept in.
        var peak = op.IsAttention ? 1 / accelerator.Engine(ComputeType.Bf16).Peak.Value : bound.PeakSecondsPerFlop;
        bound.SecondsPerFlop = peak / fit.Compute;
        bound.MemoryScale = _oneTier ? _working.Efficiency / fit.Memory : 1;
        switch (kind)
        {
            case KernelKind.MatMul or KernelKind.Experts or KernelKind.Pointwise:
                bound.LaunchSeconds = 0;
                bound.Curve = Curve(op, bound, fit);
                break;
            default:
                bound.LaunchSeconds = fit.Launch.Value;
                bound.ExtraPer = op.Activations.Per;
                bound.ExtraSeconds = fit.Unit.Value * op.UnitsPerToken + (fit.Activations * op.Activations.Amount + fit.Cache * op.KvWrite.Amount) / Bandwidth;
                if (op.Trigger == Feature.PrefillTokens)
                {
                    bound.RowSeconds = fit.Depth.Value;
                    bound.RowLimit = op.LongestRow;
                    bound.OnlyReadsStream = _oneTier;
                }

                break;
        }

        return bound;
    }

    TokenCurve Curve(Operator op, BoundOperator bound, KernelFit fit)
    {
        var perFeature = op.Kernel == KernelKind.Pointwise ? op.Activations.Amount : 0;
        return TokenCurve.Of(tokens =>
        {
            var (share, busiest) = (1.0, 1.0);
            if (bound.Load is { } load) (share, busiest) = (load.MostTouched(tokens), load.Imbalance);
            else if (bound.LogUntouched < 0) share = 1 - Math.Exp(bound.LogUntouched * tokens);
            var moved = new OperatorPrice
            {
                WeightBytes = op.WeightBytes * share,
                // Experts' activations are counted apart: they do not overlap with the stream of weights.
                ActivationBytes = op.Kernel == KernelKind.Experts ? 0 : op.Activations.Amount * tokens,
            };
            if (bound.Apart != WeightClass.Weights) bound.Place(tokens, 1, ref moved);
            var apart = op.Kernel switch
            {
                KernelKind.MatMul => tokens * op.Depth * 3,
                KernelKind.Experts => tokens * op.Visits * op.RowBytes * busiest,
                _ => perFeature * tokens,
            };
            var work = new KernelWork(op.Flops.Amount * tokens * busiest, 0, apart, op.Depth, 0, op.PadFlops * share, tokens * op.VisitsElsewhere * op.RowBytes);
            return work.Overhead(fit, Bandwidth)
                + KernelWork.Stream(fit.Kind, (work.Flops + fit.Padding * work.PadFlops) * bound.SecondsPerFlop, paths.Longest(moved) * bound.MemoryScale);
        });
    }

    // The engine's own sum reads every peer's part and writes the result to all: two passes over the switch, without the library's set-up.
    BoundOperator AllReduce(BoundOperator bound)
    {
        if (calibration.Find(KernelKind.AllReduce, NumberFormat.Bf16) is not { } fit || accelerator.ScaleUp is not { Topology: Topology.Switch } link || parallelism.Tensor > link.DomainSize) return bound;
        double ranks = parallelism.Tensor;
        bound.OwnSumLatency = fit.Launch.Value + fit.Unit.Value * ranks + bound.Network!.WaitSeconds;
        bound.OwnSumSecondsPerByte = 2 * (ranks - 1) / ranks / (fit.Memory * link.Bandwidth.Value);
        return bound;
    }

    // Kernels for few tokens and for many, whichever is faster, within one domain; between domains none were measured.
    BoundOperator Exchange(Operator op, BoundOperator bound)
    {
        double ranks = parallelism.Tensor * parallelism.Context * parallelism.Data;
        if (calibration.Find(KernelKind.Exchange, op.Format) is not { } few || calibration.Find(KernelKind.BulkExchange, op.Format) is not { } many) return bound;
        if (accelerator.ScaleUp is not { Topology: Topology.Switch } link || ranks > link.DomainSize) return bound;
        var perByte = (ranks - 1) / ranks / link.Bandwidth.Value;
        bound.OwnSumLatency = few.Launch.Value + bound.Network!.WaitSeconds;
        bound.OwnSumSecondsPerByte = perByte / few.Memory;
        bound.BulkLatency = many.Launch.Value + bound.Network!.WaitSeconds;
        bound.BulkSecondsPerByte = perByte * op.DistinctShare / many.Memory;
        return bound;
    }
}
