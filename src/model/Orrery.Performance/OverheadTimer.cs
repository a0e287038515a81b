using System.Collections.Immutable;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>What an engine adds to the steps that its model computes.</summary>
/// <param name="Host">Host time of every step that does not run beside the devices: scheduling, preparing inputs, taking tokens back.</param>
/// <param name="GraphSizes">Batch sizes captured as CUDA graphs, rising; empty where none are.</param>
/// <param name="IdlePower">Power of the engine's devices while they wait for the host.</param>
public sealed record StepOverheads(Seconds Host, ImmutableArray<int> GraphSizes, Watts IdlePower)
{
    /// <summary>Host time of each sequence whose token is sampled.</summary>
    public Seconds Sequence { get; init; }

    /// <summary>The sizes that vLLM captures by default: 1, 2, 4, then every 8 up to 256 and every 16 up to twice its sequences, 512 at most (VllmConfig, v0.19).</summary>
    /// <param name="maxSequences">Sequences that may run at once.</param>
    public static ImmutableArray<int> UsualGraphs(int maxSequences)
    {
        var most = (int)Math.Min(2L * maxSequences, 512);
        return [.. new[] { 1, 2, 4 }.Concat(Enumerable.Range(1, 32).Select(static i => 8 * i)).Concat(Enumerable.Range(17, 16).Select(static i => 16 * i)).Where(size => size <= most)];
    }
}

/// <summary>Steps as an engine launches them: of decodes alone padded to a captured graph, and the host's time added.</summary>
/// <remarks>
/// A padded place passes through the layers and attends to its own token alone; its output is not sampled. Steps with prompts or drafts, and batches over the
/// largest graph, run as they are. The padding of a run of decode steps does not change, so such runs stay lines.
/// </remarks>
/// <param name="timer">What the steps cost by themselves.</param>
/// <param name="overheads">What the engine adds.</param>
public sealed class OverheadTimer(IStepTimer timer, StepOverheads overheads) : IStepTimer
{
    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches => timer.Reaches;

    /// <inheritdoc/>
    public bool IsConvex => timer.IsConvex;

    /// <inheritdoc/>
    public bool NeedsSpread => timer.NeedsSpread;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        var padding = Padding(shape);
        if (padding == 0) timer.Evaluate(shape, out cost);
        else timer.Evaluate(Padded(shape, padding), out cost);
        Add(shape.SampledSequences, ref cost);
    }

    /// <inheritdoc/>
    public void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost)
    {
        Span<StepShape> padded = ranks.Length <= 16 ? stackalloc StepShape[ranks.Length] : new StepShape[ranks.Length];
        for (var i = 0; i < ranks.Length; i++) padded[i] = Padded(ranks[i], Padding(ranks[i]));
        timer.EvaluateRanks(padded, out cost);
        var most = 0;
        foreach (ref readonly var rank in ranks) most = Math.Max(most, rank.SampledSequences);
        Add(most, ref cost);
    }

    int Padding(in StepShape shape)
    {
        var sizes = overheads.GraphSizes;
        if (sizes.IsEmpty || shape.PrefillTokens > 0 || shape.DraftTokens > 0 || shape.DecodeSequences == 0 || shape.DecodeSequences > sizes[^1]) return 0;
        var found = sizes.BinarySearch(shape.DecodeSequences);
        return found >= 0 ? 0 : sizes[~found] - shape.DecodeSequences;
    }

    StepShape Padded(in StepShape shape, int padding)
    {
        var padded = shape;
        padded.DecodeSequences += padding;
        for (var r = 0; r < timer.Reaches.Length; r++) padded.DecodeAttended[r] += padding;
        return padded;
    }

    void Add(int sampled, ref StepCost cost)
    {
        var host = overheads.Host.Value + overheads.Sequence.Value * sampled;
        cost.Seconds += host;
        cost.Joules += host * overheads.IdlePower.Value;
    }
}
