using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Collectives;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>Steps whose kernels a host launches one by one: the longer of launching them and running them.</summary>
/// <remarks>
/// Kernels are the operators of the model's graph, collectives among them; those of a pipeline's stages follow each other. Waiting devices draw their idle power.
/// The time is still a maximum of what the devices take and a constant, so that what was convex stays so.
/// </remarks>
public sealed class LaunchedTimer : IStepTimer
{
    readonly IStepTimer _timer;
    readonly double _collectives;
    readonly double _idleWatts;
    readonly double _promptSeconds;
    readonly double _decodeSeconds;
    readonly double _bytesPerToken;
    readonly double _largeSum;
    readonly double _secondsPerLargeByte;

    /// <summary>Puts a host before devices.</summary>
    /// <param name="timer">What the devices take by themselves.</param>
    /// <param name="launch">How the engine launches.</param>
    /// <param name="graph">The operators that it launches.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="hostSpeed">Speed of one thread of the host.</param>
    /// <param name="idlePower">Power of the engine's devices while they wait.</param>
    public LaunchedTimer(IStepTimer timer, HostLaunch launch, OperatorGraph graph, AcceleratorSpec accelerator, double hostSpeed, Watts idlePower)
    {
        _timer = timer;
        _collectives = launch.Collectives - 1;
        _idleWatts = idlePower.Value;
        var kernel = launch.Kernel.Value / hostSpeed;
        _decodeSeconds = kernel * graph.Kernels(prompts: false);
        _promptSeconds = kernel * launch.Prompt * graph.Kernels(prompts: true);
        var p = graph.Parallelism;
        if (p.Tensor == 1 || launch.LargeSums >= 1 || accelerator.ScaleUp is not { } link) return;
        // A stage sums micro-batch by micro-batch, and the step takes as many times of the slowest as a pipeline has places.
        var microBatches = p.MicroBatches > 0 ? p.MicroBatches : p.Pipeline;
        var slots = p.MicroBatches > 0 ? microBatches + p.Pipeline - 1 : p.Pipeline;
        _bytesPerToken = graph.Model.Hidden * OperatorGraph.ResidualBytes / ((double)p.Data * p.Context * microBatches);
        _largeSum = launch.LargeSum.Value;
        // A ring moves each byte twice, its own share excepted. It comes to what libraries of today take, which is in the devices' time.
        _secondsPerLargeByte = slots * graph.Sums * 2.0 * (p.Tensor - 1) / p.Tensor / (launch.LargeSums * link.Bandwidth.Value);
    }

    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches => _timer.Reaches;

    /// <inheritdoc/>
    public bool IsConvex => _timer.IsConvex;

    /// <inheritdoc/>
    public bool NeedsSpread => _timer.NeedsSpread;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        _timer.Evaluate(shape, out cost);
        Wait(shape.PrefillTokens > 0, shape.Tokens, ref cost);
    }

    /// <inheritdoc/>
    public void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost)
    {
        _timer.EvaluateRanks(ranks, out cost);
        var (prompts, tokens) = (false, 0);
        foreach (ref readonly var rank in ranks)
        {
            prompts |= rank.PrefillTokens > 0;
            tokens += rank.Tokens;
        }
        Wait(prompts, tokens, ref cost);
    }

    void Wait(bool prompts, int tokens, ref StepCost cost)
    {
        var sums = _collectives * cost.LinkSeconds + _secondsPerLargeByte * Math.Max(0, tokens * _bytesPerToken - _largeSum);
        var seconds = Math.Max(cost.Seconds + sums, prompts ? _promptSeconds : _decodeSeconds);
        cost.LinkSeconds += sums;
        cost.Joules += _idleWatts * (seconds - cost.Seconds);
        cost.Seconds = seconds;
    }
}
