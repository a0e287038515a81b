using Orrery.Hardware.Collectives;

namespace Orrery.Performance;

/// <content>Steps on machines whose operators have more places to run or to keep data than tiers and one set of engines: engines beside a memory, and memory on the die.</content>
public sealed partial class StepModel
{
    readonly bool _near; // some operators may run beside a memory
    readonly double _onChipBytes;
    readonly bool _staged; // either

    void EvaluateStaged(in StepShape shape, out StepCost cost) => EvaluateStaged(shape, out cost, out _);

    // In halves where that is allowed, possible and pays: a sequence is in one of them.
    void EvaluateStaged(in StepShape shape, out StepCost cost, out bool halved)
    {
        halved = false;
        EvaluateStaged(shape, _microBatches, _slots, interleaved: false, out cost);
        if (!_near || !_parallelism.HalfBatches || shape.DecodeSequences + shape.PrefillSequences < 2 * _microBatches * _parallelism.Data) return;
        EvaluateStaged(shape, 2 * _microBatches, HalfSlots, interleaved: true, out var halves);
        if (halves.Seconds >= cost.Seconds) return;
        (cost, halved) = (halves, true);
    }

    int HalfSlots => _parallelism.MicroBatches > 0 ? 2 * _microBatches + _stages - 1 : 2 * _slots;

    void EvaluateStaged(in StepShape shape, int microBatches, int slots, bool interleaved, out StepCost cost)
    {
        Span<double> features = stackalloc double[(int)Feature.Count];
        Fill(shape, features, microBatches);
        Span<StageTotals> stages = stackalloc StageTotals[_stages];
        Span<NearPrice> nearby = stackalloc NearPrice[_stages];
        SumStaged(_fused, features, stages, nearby);

        cost = default;
        var slowest = 0.0;
        var (joules, core, outside) = (0.0, 0.0, 0.0);
        var devices = _parallelism.DevicesPerEngine;
        var executions = (double)devices / _stages * microBatches;
        for (var s = 0; s < stages.Length; s++)
        {
            ref readonly var stage = ref stages[s];
            ref readonly var near = ref nearby[s];
            var logic = executions * (stage.ComputeJoules + MovementJoules(stage.Bytes));
            core += logic;
            joules += logic + executions * (_paths.Joules(stage.Bytes) + LinkJoules(stage.Bytes) + near.Joules);
            outside += executions * near.OutsideJoules;
            cost.Flops += executions * (stage.Bytes.Flops + near.Flops);
            cost.LinkBytes += executions * (stage.Bytes.ScaleUpBytes + stage.Bytes.ScaleOutBytes);
            _paths.AddBytes(executions, stage.Bytes, ref cost);
            _paths.AddBytes(executions, near, ref cost);
            var seconds = Seconds(stage, near, interleaved, out var network);
            if (seconds < slowest) continue;
            slowest = seconds;
            cost.LinkSeconds = network * microBatches;
            cost.ComputeSeconds = stage.PeakCompute * microBatches;
        }

        cost.Seconds = slowest * slots + _stepLatency;
        Hold(features, slots, interleaved, core, devices, ref cost.Seconds, ref joules);
        cost.Joules = joules + outside + _idleWatts * devices * cost.Seconds;
    }

    void SumStaged(BoundOperator[] operators, ReadOnlySpan<double> features, Span<StageTotals> stages, Span<NearPrice> nearby, double slower = 1)
    {
        stages.Clear();
        nearby.Clear();
        foreach (ref readonly var op in operators.AsSpan())
        {
            if (features[(int)op.Trigger] <= 0) continue;
            PriceStaged(op, features, out var price, out var near);
            if (slower > 1) Stretch(op, slower, ref price, ref near);
            for (var s = 0; s < stages.Length; s++)
            {
                stages[s].Add(op.CountByStage[s], op, price);
                nearby[s].Add(op.CountByStage[s], near);
            }
        }
    }

    double Seconds(in StageTotals stage, in NearPrice near, bool interleaved, out double network)
    {
        var own = Seconds(stage, out network);
        if (_decoupled) return Math.Max(own, near.Seconds + stage.Launch);
        // Of two halves each engine works on one; the first waits for a layer of the other's at the start, and the last at the end.
        return interleaved ? Math.Max(own, near.Seconds) + Math.Min(own, near.Seconds) * _stages / (2.0 * Graph.Model.Layers.Length) : own + near.Seconds;
    }

    // Activations beyond what the die holds go to memory. Engines beside a memory take what lies there, where they finish sooner; the
    // accelerator's own do the rest, and what is left of the operator's bytes.
    void PriceStaged(in BoundOperator op, ReadOnlySpan<double> features, out OperatorPrice price, out NearPrice near)
    {
        Price(op, features, out price);
        near = default;
        if (op.Network is not null) return;
        if (_onChipBytes > 0)
        {
            price.ActivationBytes = Math.Max(0, price.ActivationBytes - _onChipBytes);
            if (op is { Load: null, Curve: null, OnlyReadsStream: false }) price.Memory = _paths.Longest(price) * op.MemoryScale;
        }

        if (op.Near is not { } work || !work.Wins(work.IsKv ? price.KvReadBytes : price.WeightBytes, price.Flops, op.SecondsPerFlop)) return;
        near = work.Take(ref price);
        price.Compute = price.Flops * op.SecondsPerFlop;
        price.Memory = op.Curve is { } curve && work.Share < 1 ? (1 - work.Share) * curve.At(features[(int)op.Trigger]) : _paths.Longest(price) * op.MemoryScale;
        // An operand that lies wholly there is waited for; of one that lies partly there, both parts are worked on at once.
        if (work.Share == 1) price.Overhead = op.LaunchSeconds;
        else near.Seconds = Math.Max(0, near.Seconds - Math.Max(price.Compute, price.Memory) - price.Overhead);
    }

    /// <summary>
    /// Contributions to the collectives of a step that time-outs replace by previous values, on average, over all groups of the engine; 0 where
    /// links name no stragglers or wait for all.
    /// </summary>
    /// <param name="shape">The step.</param>
    public double StaleContributions(in StepShape shape)
    {
        Span<double> features = stackalloc double[(int)Feature.Count];
        Fill(shape, features, _microBatches);
        var stale = 0.0;
        foreach (ref readonly var op in _operators.AsSpan())
            // A message to a neighbour waits for nobody else.
            if (op.Network is { } network && op.Collective != Collective.PointToPoint && features[(int)op.Trigger] > 0)
                stale += op.Count * network.StaleContributions * _microBatches * _parallelism.DevicesPerEngine / ((double)_stages * network.Ranks);
        return stale;
    }
}
