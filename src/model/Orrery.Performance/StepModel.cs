using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orrery.Hardware;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>
/// The operator model: time and energy of one step of an engine as a roofline of each operator over the arithmetic engines and the memory
/// tiers it touches, with launches and collectives between.
/// </summary>
/// <remarks>
/// <para>An operator takes the longer of its arithmetic and, on each memory path, the sum of its bytes over the bandwidth that path gives
/// them; then its launch. A sequential machine takes the sum over operators; a decoupled one the longest of the sums of arithmetic, of
/// each path and of the network.</para>
/// <para>Pipeline stages work on as many micro-batches as there are stages: a step takes the slowest stage's time for a micro-batch times
/// that number.</para>
/// <para>Power is held under the package's thermal design power by slowing the clock: the step then takes its dynamic energy over the
/// power left above idle.</para>
/// </remarks>
public sealed class StepModel : IStepTimer
{
    readonly BoundOperator[] _operators;
    readonly MemoryPaths _paths;
    readonly ParallelismSpec _parallelism;
    readonly int _stages;
    readonly double _overlap;
    readonly bool _decoupled;
    readonly double _idleWatts;
    readonly double _dynamicWatts;
    readonly double _stepLatency;
    readonly double _scaleUpJoulesPerByte;
    readonly double _scaleOutJoulesPerByte;

    /// <summary>Binds operators to hardware.</summary>
    /// <param name="graph">The operators.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="memory">What lies where, from <see cref="MemoryPlanner"/>.</param>
    /// <param name="mode">How optimistic to be.</param>
    public StepModel(OperatorGraph graph, AcceleratorSpec accelerator, MemoryPlan memory, PerformanceMode mode)
    {
        Graph = graph;
        Accelerator = accelerator;
        Memory = memory;
        _parallelism = graph.Parallelism;
        _stages = _parallelism.Pipeline;
        _overlap = _parallelism.Overlap;
        _decoupled = accelerator.Execution == ExecutionStyle.Decoupled;
        var ideal = mode == PerformanceMode.Ideal;
        _paths = new MemoryPaths(memory, ideal);
        var networks = new CollectiveNetworks(accelerator, _parallelism, ideal);
        _operators = [.. graph.Operators.Select(placed => BoundOperator.Bind(placed, accelerator, memory, networks, ideal))];
        _idleWatts = accelerator.IdlePower.Value + accelerator.Memory.Sum(tier => tier.IdlePower.Value);
        _dynamicWatts = Math.Max(accelerator.Tdp.Value - _idleWatts, 1e-3);
        _stepLatency = ideal ? 0 : _paths.FirstAccessSeconds;
        _scaleUpJoulesPerByte = accelerator.ScaleUp?.Energy.Value ?? 0;
        _scaleOutJoulesPerByte = accelerator.ScaleOut?.Energy.Value ?? 0;
    }

    /// <summary>The operators.</summary>
    public OperatorGraph Graph { get; }

    /// <summary>The device.</summary>
    public AcceleratorSpec Accelerator { get; }

    /// <summary>What lies where.</summary>
    public MemoryPlan Memory { get; }

    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches => Graph.Reaches;

    /// <summary>Power of all devices of the engine with nothing to do, in watts.</summary>
    public double IdleWatts => _idleWatts * _parallelism.DevicesPerEngine;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        cost = default;
        Span<double> features = stackalloc double[(int)Feature.Count];
        Fill(shape, features);
        Span<StageTime> stages = stackalloc StageTime[_stages];
        stages.Clear();

        var dynamicJoules = 0.0;
        var perStageDevices = (double)_parallelism.DevicesPerEngine / _stages;
        foreach (ref readonly var op in _operators.AsSpan())
        {
            if (features[(int)op.Trigger] <= 0) continue;
            Price(op, features, out var price);
            var executions = perStageDevices * op.Count * _stages;
            dynamicJoules += executions * price.Joules;
            cost.Flops += executions * price.Flops;
            cost.LinkBytes += executions * price.LinkBytes;
            _paths.AddBytes(executions, price, ref cost);
            var counts = op.CountByStage;
            for (var s = 0; s < counts.Length; s++) stages[s].Add(counts[s], price, _paths.Count);
        }

        var slowest = 0.0;
        foreach (ref var stage in stages)
        {
            var seconds = Finish(ref stage, out var network);
            if (seconds < slowest) continue;
            slowest = seconds;
            cost.LinkSeconds = network * _stages;
            cost.ComputeSeconds = stage.PeakCompute * _stages;
        }

        var devices = _parallelism.DevicesPerEngine;
        cost.Seconds = slowest * _stages + _stepLatency;
        cost.Seconds = Math.Max(cost.Seconds, dynamicJoules / (_dynamicWatts * devices));
        cost.Joules = dynamicJoules + _idleWatts * devices * cost.Seconds;
    }

    /// <summary>The step operator by operator, as the slowest stage sees it, in the order they run; what does not run is left out.</summary>
    /// <param name="shape">The step.</param>
    public ImmutableArray<OperatorCost> Breakdown(in StepShape shape)
    {
        Span<double> features = stackalloc double[(int)Feature.Count];
        Fill(shape, features);
        var slowestStage = SlowestStage(features);
        var perStageDevices = (double)_parallelism.DevicesPerEngine / _stages;
        var rows = ImmutableArray.CreateBuilder<OperatorCost>();
        foreach (ref readonly var op in _operators.AsSpan())
        {
            if (features[(int)op.Trigger] <= 0 || op.CountByStage[slowestStage] == 0) continue;
            Price(op, features, out var price);
            double count = op.CountByStage[slowestStage] * _stages;
            rows.Add(new OperatorCost
            {
                Name = op.Name,
                Count = count,
                Seconds = count * (price.Seconds + price.Network),
                Joules = op.Count * _stages * perStageDevices * price.Joules,
                Flops = count * price.Flops,
                MemoryBytes = count * (price.WeightBytes + price.KvReadBytes + price.KvWriteBytes + price.ActivationBytes),
                LinkBytes = count * price.LinkBytes,
                Bound = op.Network is not null ? "network" : BoundOf(op, price),
                Engine = op.Network is not null ? "" : op.Engine,
            });
        }

        return rows.DrainToImmutable();
    }

    int SlowestStage(ReadOnlySpan<double> features)
    {
        Span<StageTime> stages = stackalloc StageTime[_stages];
        stages.Clear();
        foreach (ref readonly var op in _operators.AsSpan())
        {
            if (features[(int)op.Trigger] <= 0) continue;
            Price(op, features, out var price);
            for (var s = 0; s < _stages; s++) stages[s].Add(op.CountByStage[s], price, _paths.Count);
        }

        var slowest = 0;
        var most = -1.0;
        for (var s = 0; s < _stages; s++)
        {
            var seconds = Finish(ref stages[s], out _);
            if (seconds <= most) continue;
            most = seconds;
            slowest = s;
        }

        return slowest;
    }

    double Finish(ref StageTime stage, out double network)
    {
        network = stage.Network - Math.Min(_overlap * stage.Network, stage.Sequential);
        if (!_decoupled) return stage.Sequential + network;
        var memory = 0.0;
        for (var p = 0; p < _paths.Count; p++) memory = Math.Max(memory, stage.Paths[p]);
        network = stage.Network;
        return Math.Max(Math.Max(stage.Compute, memory), stage.Network) + stage.Launch;
    }

    void Fill(in StepShape shape, Span<double> features)
    {
        var perRank = 1.0 / ((double)_parallelism.Data * _parallelism.Context * _stages);
        var perData = 1.0 / ((double)_parallelism.Data * _stages);
        features[(int)Feature.One] = 1;
        features[(int)Feature.Tokens] = shape.Tokens * perRank;
        features[(int)Feature.AllTokens] = (double)shape.Tokens / _stages;
        features[(int)Feature.Sampled] = shape.SampledSequences * perData;
        features[(int)Feature.PrefillTokens] = shape.PrefillTokens * perRank;
        features[(int)Feature.DecodeTokens] = shape.DecodeSequences * perRank;
        features[(int)Feature.Sequences] = (shape.DecodeSequences + shape.PrefillSequences) * perData;
        for (var reach = 0; reach < Graph.Reaches.Length; reach++)
        {
            features[(int)Feature.PrefillPairs + reach] = shape.PrefillPairs[reach] * perRank;
            features[(int)Feature.PrefillAttended + reach] = shape.PrefillAttended[reach] * perRank;
            features[(int)Feature.DecodeAttended + reach] = shape.DecodeAttended[reach] * perRank;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Price(in BoundOperator op, ReadOnlySpan<double> features, out OperatorPrice price)
    {
        price = default;
        if (op.Network is { } network)
        {
            var sent = network.Cost(op.Collective, op.PayloadAmount * features[(int)op.PayloadPer]);
            price.Network = sent.Seconds;
            price.LinkBytes = sent.ScaleUpBytes + sent.ScaleOutBytes;
            price.Joules = sent.ScaleUpBytes * _scaleUpJoulesPerByte + sent.ScaleOutBytes * _scaleOutJoulesPerByte;
            return;
        }

        price.Flops = op.FlopsAmount * features[(int)op.FlopsPer];
        price.WeightBytes = op.WeightBytes;
        // Uniform routing touches 1 - (1 - k/E)^T of the experts.
        if (op.LogUntouched < 0) price.WeightBytes *= 1 - Math.Exp(op.LogUntouched * features[(int)Feature.AllTokens]);
        price.KvReadBytes = op.KvReadAmount * features[(int)op.KvReadPer];
        price.KvWriteBytes = op.KvWriteAmount * features[(int)op.KvWritePer];
        price.ActivationBytes = op.ActivationAmount * features[(int)op.ActivationPer];
        price.Compute = price.Flops * op.SecondsPerFlop;
        price.PeakCompute = price.Flops * op.PeakSecondsPerFlop;
        price.Launch = op.LaunchSeconds;

        var memory = 0.0;
        for (var p = 0; p < _paths.Count; p++)
        {
            var seconds = _paths.Seconds(p, price);
            price.Paths[p] = seconds;
            memory = Math.Max(memory, seconds);
        }

        price.Seconds = Math.Max(price.Compute, memory) + price.Launch;
        price.Joules = price.Flops * op.JoulesPerFlop + _paths.Joules(price);
    }

    string BoundOf(in BoundOperator op, in OperatorPrice price)
    {
        var path = 0;
        for (var p = 1; p < _paths.Count; p++)
            if (price.Paths[p] > price.Paths[path]) path = p;
        var longest = Math.Max(price.Compute, price.Paths[path]);
        if (op.LaunchSeconds > longest) return "launch";
        return price.Compute >= price.Paths[path] ? "compute" : _paths.DominantTier(path, price);
    }
}
