using System.Collections.Immutable;
using Orrery.Performance;

namespace Orrery.Evaluation;

/// <summary>What steps load from a slower tier, as results tell it.</summary>
static class OffloadFigures
{
    /// <summary>Of a decode step; null where all weights lie near.</summary>
    public static OffloadResult? Of(EngineModel engine, in DecodeStep step)
    {
        if (engine.Memory.Offload is not { } plan) return null;
        var load = plan.Load(step.Shape.DecodeSequences + step.Shape.DraftTokens, 0);
        var sequences = Math.Max(1, step.Shape.DecodeSequences + step.Shape.DraftTokens);
        var window = Math.Min(plan.Spec.Window * (double)sequences, plan.WindowTokens);
        var sparse = plan.Spec.Strategy == OffloadStrategy.Sparse && plan.SparseBytes > 0;
        return new OffloadResult
        {
            Strategy = plan.Spec.Strategy.ToString().ToLowerInvariant(),
            Near = engine.Memory.Tiers[plan.Near].Tier.Name,
            Far = engine.Memory.Tiers[plan.Far].Tier.Name,
            ResidentBytes = plan.Resident,
            WindowBytes = plan.WindowBytes(window),
            WindowTokens = sparse ? window / sequences : 0,
            SparseBytesPerStep = load.SparseBytes,
            StreamedBytesPerStep = load.StreamedBytes,
            BytesPerSecond = load.Seconds > 0 ? (load.SparseBytes + load.StreamedBytes) / load.Seconds : 0,
            LoadSeconds = load.Seconds,
            ManagementSeconds = load.ManagementSeconds,
            ShareOfStep = step.Cost.Seconds > 0 ? Math.Min(1, (load.Seconds + load.ManagementSeconds) / step.Cost.Seconds) : 0,
        };
    }

    /// <summary>The loading of a step among its operators.</summary>
    public static IEnumerable<OperatorResult> Rows(EngineModel engine, StepShape shape)
    {
        if (engine.Memory.Offload is not { } plan) yield break;
        var load = plan.Load(shape.DecodeSequences + shape.DraftTokens, shape.PrefillTokens);
        var (near, far) = (engine.Memory.Tiers[plan.Near].Tier, engine.Memory.Tiers[plan.Far].Tier);
        var bytes = load.SparseBytes + load.StreamedBytes;
        var joules = bytes * engine.Plan.Parallelism.DevicesPerEngine * (far.ReadEnergy.Value + (near.WriteEnergy ?? near.ReadEnergy).Value);
        if (bytes > 0) yield return Row("weights.load", load.Seconds, bytes, joules, far.Name);
        if (load.ManagementSeconds > 0) yield return Row("weights.manage", load.ManagementSeconds, load.SparseBytes, 0, BusyTime.Management);
    }

    static OperatorResult Row(string name, double seconds, double bytes, double joules, string bound) => new()
    {
        Name = name,
        Count = 1,
        Seconds = seconds,
        Joules = joules,
        Flops = 0,
        MemoryBytes = bytes,
        LinkBytes = 0,
        Bound = bound,
        Engine = "",
    };
}
