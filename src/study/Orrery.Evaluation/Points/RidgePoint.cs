using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Evaluation;

/// <summary>Where the arithmetic of an engine and the bandwidth of its weights balance.</summary>
/// <param name="Engine">The arithmetic.</param>
/// <param name="Tier">The tier that weights are read from.</param>
/// <param name="FlopsPerByte">Peak over bandwidth.</param>
/// <param name="Batch">Sequences from which on a decode step's multiplications with weights reach it.</param>
sealed record RidgePoint(string Engine, string Tier, double FlopsPerByte, double Batch)
{
    /// <summary>No batch is larger.</summary>
    public const double Beyond = 1 << 24;

    /// <summary>That of an engine.</summary>
    public static RidgePoint Of(EngineModel engine)
    {
        var rate = engine.Plan.System.Accelerator.Engine(engine.Graph.WeightArithmetic);
        // Loaded weights are read where they are loaded to.
        var tier = engine.Memory.ForOperators().Tiers.MaxBy(static use => use.Weights.Value)!.Tier;
        var ridge = rate.Peak.Value / tier.ReadBandwidth.Value;
        return new(rate.Type.ToString().ToLowerInvariant(), tier.Name, ridge, BatchAt(ridge, engine.Plan.Model, engine.Plan.Precision));
    }

    /// <summary>The batch at which a decode step's multiplications with weights reach an intensity: ridge·b/2 for dense weights of b bytes, more where experts are spread over tokens.</summary>
    public static double BatchAt(double ridge, ModelSpec model, PrecisionSpec precision)
    {
        var flops = 2.0 * ParameterCount.Of(model).Streamed;
        double Intensity(double batch) => batch * flops / WeightFootprint.ReadPerStep(model, precision, batch).Value;
        var high = 1.0;
        while (high < Beyond && Intensity(high) < ridge) high *= 2;
        var low = high / 2;
        for (var i = 0; i < 30; i++)
        {
            var middle = (low + high) / 2;
            if (Intensity(middle) < ridge) low = middle;
            else high = middle;
        }

        return high;
    }
}
