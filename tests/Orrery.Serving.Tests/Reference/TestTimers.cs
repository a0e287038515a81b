using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Reference;

/// <summary>Seconds affine in everything that a shape holds.</summary>
sealed class AffineTimer(double perStep, double perToken = 0, double perAttended = 0, double perSampled = 0, double perPair = 0, params Reach[] reaches) : IStepTimer
{
    public ImmutableArray<Reach> Reaches { get; } = reaches.Length == 0 ? [Reach.Full] : [.. reaches];

    public bool IsConvex { get; init; } = true;

    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        cost = default;
        cost.Seconds = perStep + perToken * shape.Tokens + perSampled * shape.SampledSequences;
        for (var r = 0; r < Reaches.Length; r++)
            cost.Seconds += (r + 1) * (perAttended * (shape.DecodeAttended[r] + shape.PrefillAttended[r]) + perPair * (shape.PrefillPairs[r] + shape.DraftPairs[r]));
        cost.Joules = 100 * cost.Seconds;
        cost.Flops = shape.Tokens;
    }
}

/// <summary>Seconds affine in the tokens of an encoder, and nothing else.</summary>
sealed class EncoderTimer(double perBatch, double perToken = 0) : IStepTimer
{
    public ImmutableArray<Reach> Reaches => [];

    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        cost = default;
        cost.Seconds = perBatch + perToken * shape.EncoderTokens;
        cost.Joules = 100 * cost.Seconds;
        cost.Flops = shape.EncoderTokens;
    }
}

/// <summary>A timer with a bend, as a roofline has: the larger of a compute and a memory line.</summary>
sealed class BentTimer(double perToken, double perAttended, double floor, params Reach[] reaches) : IStepTimer
{
    public ImmutableArray<Reach> Reaches { get; } = [.. reaches];

    public bool IsConvex { get; init; } = true;

    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        cost = default;
        var attended = 0.0;
        for (var r = 0; r < Reaches.Length; r++) attended += shape.DecodeAttended[r] + shape.PrefillAttended[r];
        cost.Seconds = Math.Max(floor + perAttended * attended, perToken * shape.Tokens);
        cost.Joules = 50 * cost.Seconds + 1e-3 * attended;
        cost.Flops = attended;
        cost.ReadBytes[0] = 7 * attended;
    }
}

/// <summary>Adds seconds for the longest and the shortest context of a step's decodes.</summary>
sealed class SpreadTimer(IStepTimer timer, double perLongest, double perShortest) : IStepTimer
{
    public ImmutableArray<Reach> Reaches => timer.Reaches;

    public bool IsConvex => timer.IsConvex;

    public bool NeedsSpread => true;

    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        timer.Evaluate(shape, out cost);
        cost.Seconds += perLongest * shape.DecodeLongest + perShortest * shape.DecodeShortest;
    }
}

/// <summary>Passes every shape on to another timer, and to whoever looks.</summary>
sealed class WatchedTimer(IStepTimer timer, Action<StepShape> look) : IStepTimer
{
    public ImmutableArray<Reach> Reaches => timer.Reaches;

    public bool IsConvex => timer.IsConvex;

    public bool NeedsSpread => timer.NeedsSpread;

    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        look(shape);
        timer.Evaluate(shape, out cost);
    }
}
