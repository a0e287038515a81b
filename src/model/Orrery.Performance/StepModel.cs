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
/// <para>Outside ideal mode power is held under the package's limit by slowing the clock. Where voltage falls with it (<see cref="AcceleratorSpec.VoltageFloor"/>),
/// operations take less energy the slower they are, and what waits for arithmetic takes longer, from the clock on that it was measured at
/// (<see cref="AcceleratorSpec.MeasuredPower"/>) or the full one; elsewhere the step takes its dynamic energy over the power left above idle.</para>
/// </remarks>
public sealed partial class StepModel : IStepTimer
{
    readonly BoundOperator[] _operators;
    readonly BoundOperator[] _fused;
    readonly MemoryPaths _paths;
    readonly ParallelismSpec _parallelism;
    readonly int _stages;
    readonly int _microBatches;
    readonly int _slots; // times of a micro-batch that a step takes
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
        _microBatches = _parallelism.MicroBatches > 0 ? _parallelism.MicroBatches : _stages;
        _slots = _parallelism.MicroBatches > 0 ? _microBatches + _stages - 1 : _stages;
        _decoupled = accelerator.Execution == ExecutionStyle.Decoupled;
        var ideal = mode == PerformanceMode.Ideal;
        _paths = new MemoryPaths(memory.ForOperators(), ideal);
        var networks = new CollectiveNetworks(accelerator, _parallelism, ideal);
        var kernels = ideal || _decoupled || accelerator.Calibration is null ? null : new KernelBinding(accelerator.Calibration, accelerator, memory, _paths, _parallelism);
        _operators = [.. graph.Operators.Where(placed => ideal ? !placed.Operator.IsEpilogue : !placed.Operator.IsIdealOnly).Select(Bind)];
        _onChipBytes = accelerator.OnChipMemory.Value;
        _fused = BoundOperator.Fuse(_operators, _paths.Count, _onChipBytes > 0);
        _near = Array.Exists(_operators, op => op.Near is not null);
        _staged = _near || _onChipBytes > 0;
        _idleWatts = accelerator.IdlePower.Value + accelerator.Memory.Sum(tier => tier.IdlePower.Value);
        _dynamicWatts = ideal ? double.PositiveInfinity : Math.Max(accelerator.PowerLimit.Value - _idleWatts, 1e-3);
        _designWatts = accelerator.MeasuredPower is { } measured ? Math.Max(measured.Value - _idleWatts, 1e-3) : double.PositiveInfinity;
        _movementJoulesPerByte = accelerator.MovementEnergy.Value;
        _voltageFloor = accelerator.VoltageFloor;
        _stepLatency = ideal ? 0 : _paths.FirstAccessSeconds;
        _scaleUpJoulesPerByte = accelerator.ScaleUp?.Energy.Value ?? 0;
        _scaleOutJoulesPerByte = accelerator.ScaleOut?.Energy.Value ?? 0;

        BoundOperator Bind(PlacedOperator placed)
        {
            var bound = BoundOperator.Bind(placed, accelerator, memory, networks, ideal);
            if (kernels is not null) bound = kernels.Apply(placed.Operator, bound);
            if (!ideal) bound.LaunchSeconds += Math.Max(bound is { WeightBytes: > 0, FlopsAmount: > 0 } ? _paths.WaitSeconds(bound.Apart) : 0, bound.KvReadAmount > 0 ? _paths.KvWaitSeconds : 0);
            bound.Near = _paths.Near(placed.Operator, bound.Apart, ideal);
            return bound;
        }
    }

    /// <summary>The operators.</summary>
    public OperatorGraph Graph { get; }

    /// <summary>The device.</summary>
    public AcceleratorSpec Accelerator { get; }

    /// <summary>What lies where.</summary>
    public MemoryPlan Memory { get; }

    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches => Graph.Reaches;

    /// <summary>True unless operators may move to engines beside a memory: time and energy are then sums and maxima of terms that are affine in the tokens attended.</summary>
    public bool IsConvex => !_near;

    /// <summary>Power of all devices of the engine with nothing to do, in watts.</summary>
    public double IdleWatts => _idleWatts * _parallelism.DevicesPerEngine;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        if (_staged)
        {
            EvaluateStaged(shape, out cost);
            return;
        }

        Span<double> features = stackalloc double[(int)Feature.Count];
        Fill(shape, features, _microBatches);
        Span<StageTotals> stages = stackalloc StageTotals[_stages];
        Sum(_fused, features, stages);

        cost = default;
        var slowest = 0.0;
        var (joules, core) = (0.0, 0.0);
        // DevicesPerEngine / stages devices share a stage, and each runs every one of as many micro-batches.
        double executions = (double)_parallelism.DevicesPerEngine / _stages * _microBatches;
        foreach (ref readonly var stage in stages)
        {
            var logic = executions * (stage.ComputeJoules + MovementJoules(stage.Bytes));
            core += logic;
            joules += logic + executions * (_paths.Joules(stage.Bytes) + LinkJoules(stage.Bytes));
            cost.Flops += executions * stage.Bytes.Flops;
            cost.LinkBytes += executions * (stage.Bytes.ScaleUpBytes + stage.Bytes.ScaleOutBytes);
            _paths.AddBytes(executions, stage.Bytes, ref cost);
            var seconds = Seconds(stage, out var network);
            if (seconds < slowest) continue;
            slowest = seconds;
            cost.LinkSeconds = network * _microBatches;
            cost.ComputeSeconds = stage.PeakCompute * _microBatches;
        }

        var devices = _parallelism.DevicesPerEngine;
        cost.Seconds = slowest * _slots + _stepLatency;
        Hold(features, _slots, interleaved: false, core, devices, ref cost.Seconds, ref joules);
        cost.Joules = joules + _idleWatts * devices * cost.Seconds;
    }

    /// <summary>
    /// The step operator by operator, as the slowest stage sees it, in the order they run; what does not run is left out. Times add up to
    /// the step's on a sequential machine that no limit of power slows; where streams overlap, as on a decoupled one and between half-batches, to more.
    /// </summary>
    /// <param name="shape">The step.</param>
    public ImmutableArray<OperatorCost> Breakdown(in StepShape shape)
    {
        var (microBatches, slots, halved) = (_microBatches, _slots, false);
        if (_staged) EvaluateStaged(shape, out _, out halved);
        if (halved) (microBatches, slots) = (2 * _microBatches, HalfSlots);
        Span<double> features = stackalloc double[(int)Feature.Count];
        Fill(shape, features, microBatches);
        Span<StageTotals> stages = stackalloc StageTotals[_stages];
        Span<NearPrice> nearby = stackalloc NearPrice[_stages];
        SumStaged(_operators, features, stages, nearby);
        var slowest = 0;
        for (var s = 1; s < _stages; s++)
            if (Seconds(stages[s], nearby[s], halved, out _) > Seconds(stages[slowest], nearby[slowest], halved, out _)) slowest = s;

        var rows = ImmutableArray.CreateBuilder<OperatorCost>();
        foreach (ref readonly var op in _operators.AsSpan())
        {
            if (features[(int)op.Trigger] <= 0 || op.CountByStage[slowest] == 0) continue;
            PriceStaged(op, features, out var price, out var near);
            var count = op.CountByStage[slowest] * microBatches;
            rows.Add(new OperatorCost
            {
                Name = op.Name,
                Count = count,
                Seconds = count * (Math.Max(price.Compute, price.Memory) + price.Overhead + price.Network + near.Seconds),
                Joules = op.Count * _parallelism.DevicesPerEngine / _stages * microBatches * (price.Flops * op.JoulesPerFlop + MovementJoules(price) + near.Joules + near.OutsideJoules + _paths.Joules(price) + LinkJoules(price)),
                Flops = count * (price.Flops + near.Flops),
                MemoryBytes = count * (price.WeightBytes + near.WeightBytes + price.HotBytes + price.ColdBytes + price.ContextBytes + price.KvReadBytes + near.KvBytes + price.KvWriteBytes + price.ActivationBytes),
                LinkBytes = count * (price.ScaleUpBytes + price.ScaleOutBytes),
                Bound = near.Seconds > Math.Max(price.Compute, price.Memory) + price.Overhead ? "near memory" : BoundOf(op, price),
                Engine = op.Network is not null ? "" : near.Flops > price.Flops ? op.Near!.Kind.ToString().ToLowerInvariant() : op.Engine,
            });
        }

        if (slots > microBatches)
            rows.Add(new OperatorCost { Name = "pipeline.bubble", Count = slots - microBatches, Seconds = (slots - microBatches) * Seconds(stages[slowest], nearby[slowest], halved, out _), Joules = 0, Flops = 0, MemoryBytes = 0, LinkBytes = 0, Bound = "bubble", Engine = "" });
        return rows.DrainToImmutable();
    }

    void Sum(BoundOperator[] operators, ReadOnlySpan<double> features, Span<StageTotals> stages)
    {
        stages.Clear();
        foreach (ref readonly var op in operators.AsSpan())
        {
            if (features[(int)op.Trigger] <= 0) continue;
            Price(op, features, out var price);
            if (stages.Length == 1)
            {
                stages[0].Add(op.Count, op, price);
                continue;
            }

            for (var s = 0; s < stages.Length; s++) stages[s].Add(op.CountByStage[s], op, price);
        }
    }

    double Seconds(in StageTotals stage, out double network)
    {
        network = stage.Network;
        if (_decoupled) return Math.Max(Math.Max(stage.Compute, _paths.Longest(stage.Bytes)), stage.Network) + stage.Launch;
        network -= Math.Min(_parallelism.Overlap * stage.Network, stage.Sequential);
        return stage.Sequential + network;
    }

    void Fill(in StepShape shape, Span<double> features, int microBatches)
    {
        features.Clear();
        var perRank = 1.0 / ((double)_parallelism.Data * _parallelism.Context * microBatches);
        var perData = 1.0 / ((double)_parallelism.Data * microBatches);
        features[(int)Feature.One] = 1;
        features[(int)Feature.Tokens] = shape.Tokens * perRank;
        features[(int)Feature.AllTokens] = (double)shape.Tokens / microBatches;
        features[(int)Feature.Sampled] = (shape.SampledSequences + shape.DraftTokens) * perData;
        features[(int)Feature.DecodeOnly] = shape.PrefillTokens == 0 ? 1 : 0;
        features[(int)Feature.EncoderTokens] = shape.EncoderTokens * perData;
        features[(int)Feature.PrefillTokens] = shape.PrefillTokens * perRank;
        features[(int)Feature.DecodeTokens] = (shape.DecodeSequences + shape.DraftTokens) * perRank;
        features[(int)Feature.Sequences] = (shape.DecodeSequences + shape.PrefillSequences) * perData;
        for (var reach = 0; reach < Graph.Reaches.Length; reach++)
        {
            features[(int)Feature.PrefillPairs + reach] = shape.PrefillPairs[reach] * perRank;
            features[(int)Feature.PrefillAttended + reach] = shape.PrefillAttended[reach] * perRank;
            features[(int)Feature.DecodeAttended + reach] = shape.DecodeAttended[reach] * perRank;
            features[(int)Feature.DecodePairs + reach] = (shape.DecodeAttended[reach] + shape.DraftPairs[reach]) * perRank;
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
            if (op.OwnSumLatency > 0)
            {
                var bytes = op.PayloadAmount * features[(int)op.PayloadPer];
                price.Network = Math.Min(op.BulkLatency > 0 ? op.BulkLatency + op.BulkSecondsPerByte * bytes : sent.Seconds, op.OwnSumLatency + op.OwnSumSecondsPerByte * bytes);
            }

            price.ScaleUpBytes = sent.ScaleUpBytes;
            price.ScaleOutBytes = sent.ScaleOutBytes;
            return;
        }

        price.Flops = op.FlopsAmount * features[(int)op.FlopsPer];
        price.WeightBytes = op.WeightBytes;
        // Even routing touches 1 - (1 - k/E)^T of the experts.
        if (op.Load is null && op.LogUntouched < 0) price.WeightBytes *= 1 - Math.Exp(op.LogUntouched * features[(int)Feature.AllTokens]);
        price.KvReadBytes = op.KvReadAmount * features[(int)op.KvReadPer];
        price.KvWriteBytes = op.KvWriteAmount * features[(int)op.KvWritePer];
        price.ActivationBytes = op.ActivationAmount * features[(int)op.ActivationPer];
        price.Overhead = op.LaunchSeconds + op.ExtraSeconds * features[(int)op.ExtraPer];
        if (op.RowSeconds > 0) price.Overhead += op.RowSeconds * LongestRow(op, features);
        if (op.Curve is { } curve)
        {
            if (op.Load is { } uneven) price.WeightBytes *= uneven.MeanTouched(features[(int)op.Trigger]);
            if (op.Apart != WeightClass.Weights) op.Place(features[(int)Feature.AllTokens], features[(int)op.WeightsPer], ref price);
            price.Compute = price.Flops * op.PeakSecondsPerFlop;
            price.Memory = curve.At(features[(int)op.Trigger]);
            return;
        }

        if (op.OtherFlopsAmount > 0) price.Flops = Math.Min(price.Flops, op.OtherFlopsAmount * features[(int)op.OtherFlopsPer]);
        price.Compute = price.Flops * op.SecondsPerFlop;
        if (op.Apart != WeightClass.Weights && op.Load is null) op.Place(features[(int)Feature.AllTokens], features[(int)op.WeightsPer], ref price);
        if (op.Load is { } load) PriceUneven(op, load, features[(int)Feature.AllTokens], ref price);
        else if (op.OnlyReadsStream) price.Memory = _paths.Longest(new OperatorPrice { KvReadBytes = price.KvReadBytes }) * op.MemoryScale;
        else price.Memory = _paths.Longest(price) * op.MemoryScale;
    }

    // Of tokens after others that are cached: each attends to those and on average half of its own, so that (cached + own) of the last is the mean times
    // (cached + own) / (cached + own / 2). A window ends it.
    static double LongestRow(in BoundOperator op, ReadOnlySpan<double> features)
    {
        var (own, all) = (features[(int)op.Trigger], features[(int)op.KvReadPer]);
        return Math.Min(op.RowLimit, 2 * features[(int)op.FlopsPer] / own * (all / (2 * all - own)));
    }

    // All ranks wait for the busiest: its time counts, while work and bytes are the mean's.
    void PriceUneven(in BoundOperator op, ExpertLoad load, double tokens, ref OperatorPrice price)
    {
        price.Compute *= load.Imbalance;
        var busiest = price;
        busiest.WeightBytes *= load.MostTouched(tokens);
        busiest.ActivationBytes *= load.Imbalance;
        price.WeightBytes *= load.MeanTouched(tokens);
        if (op.Apart != WeightClass.Weights)
        {
            op.Place(tokens, 1, ref busiest);
            op.Place(tokens, 1, ref price);
        }

        price.Memory = _paths.Longest(busiest);
    }

    double LinkJoules(in OperatorPrice price) => price.ScaleUpBytes * _scaleUpJoulesPerByte + price.ScaleOutBytes * _scaleOutJoulesPerByte;

    string BoundOf(in BoundOperator op, in OperatorPrice price)
    {
        if (op.Network is not null) return "network";
        var compute = price.Flops * op.SecondsPerFlop;
        var memory = op.Curve is null ? price.Memory : _paths.Longest(price) * op.MemoryScale;
        var launch = op.Curve is null ? price.Overhead : price.Memory - Math.Max(compute, memory);
        if (launch > Math.Max(compute, memory)) return "launch";
        return compute >= memory ? "compute" : _paths.DominantTier(price);
    }
}
