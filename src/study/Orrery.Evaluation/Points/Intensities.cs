using System.Collections.Immutable;
using Orrery.Workloads.Architectures;

namespace Orrery.Evaluation;

/// <summary>Sets the operators of an engine between its arithmetic, its bandwidth and its capacity.</summary>
static class Intensities
{
    /// <summary>The engine at a batch and lengths.</summary>
    /// <param name="engine">The engine, whose model fits.</param>
    /// <param name="batch">Sequences that decode together.</param>
    /// <param name="input">Prompt tokens.</param>
    /// <param name="output">Output tokens.</param>
    /// <param name="prefill">The operators of a step of prompts.</param>
    /// <param name="decode">Those of a decode step.</param>
    public static IntensityResult Of(EngineModel engine, double batch, int input, int output, ImmutableArray<OperatorResult> prefill, ImmutableArray<OperatorResult> decode)
    {
        var (plan, memory, context) = (engine.Plan, engine.Memory, input + (output + 1) / 2);
        var ridge = engine.Ridge;
        var weights = memory.WeightsPerDevice.Value * plan.Parallelism.DevicesPerEngine;
        var sequence = engine.Footprint.Size(context, plan.Precision.Kv).Value;
        var (room, largest) = (weights + memory.Kv.Capacity.Value, engine.SequencesThatFit(context));
        return new IntensityResult
        {
            Engine = ridge.Engine,
            Tier = ridge.Tier,
            RidgeFlopsPerByte = ridge.FlopsPerByte,
            MemoryBytes = room,
            WeightBytes = weights,
            BytesPerSequence = sequence,
            Batch = batch,
            BytesPerRequest = sequence + weights / batch,
            LargestBatch = Math.Min(largest, RidgePoint.Beyond),
            RidgeBatch = ridge.Batch,
            CapacityBound = largest < ridge.Batch,
            Operators = [.. Phase("prefill", prefill, Math.Max(1, input)), .. Phase("decode", decode, 1)],
        };

        IEnumerable<OperatorIntensity> Phase(string phase, ImmutableArray<OperatorResult> operators, double tokens)
        {
            ImmutableArray<OperatorResult> working = [.. operators.Where(static op => op is { Flops: > 0, MemoryBytes: > 0 })];
            if (working.IsEmpty) yield break;
            yield return Point("step", operators.Sum(static op => op.Flops) / operators.Sum(static op => op.MemoryBytes), weights, sequence);
            foreach (var op in working)
            {
                var (stored, cached) = engine.Graph.FootprintOf(op.Name, context);
                yield return Point(op.Name, op.Flops / op.MemoryBytes, stored, cached);
            }

            OperatorIntensity Point(string name, double intensity, double stored, double cached)
            {
                var low = intensity < ridge.FlopsPerByte;
                // The batch that fills the arithmetic has to fit: prompts bring many tokens each.
                var share = (stored + cached * Math.Max(1, ridge.Batch / tokens)) / room;
                var high = share > 1;
                return new(phase, name, intensity, cached + stored / batch, share, low ? high ? "bandwidth and capacity" : "bandwidth" : high ? "capacity" : "compute");
            }
        }
    }

    /// <summary>Intensity and footprint of a decode step at growing batch, past what memory holds up to the ridge.</summary>
    public static ImmutableArray<BatchIntensity> Curve(EngineModel engine, IntensityResult of, long context) =>
    [
        .. Batches(of.LargestBatch, Math.Max(of.RidgeBatch, of.LargestBatch)).Select(batch => new BatchIntensity(
            batch, OperationalIntensity.Decode(engine.Plan.Model, engine.Plan.Precision, batch, context), of.BytesPerSequence + of.WeightBytes / batch)),
    ];

    // Powers of two, what memory holds, and the most.
    static IEnumerable<double> Batches(double fits, double most)
    {
        var batches = new SortedSet<double> { Math.Max(1, Math.Floor(fits)), Math.Max(1, Math.Floor(most)) };
        for (var batch = 1.0; batch < most; batch *= 2) batches.Add(batch);
        return batches;
    }
}
