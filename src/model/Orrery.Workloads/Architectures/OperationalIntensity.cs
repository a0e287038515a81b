using Orrery.Hardware;

namespace Orrery.Workloads.Architectures;

/// <summary>
/// Operational intensity: FLOPs per byte moved from memory (arXiv 2601.22001). Beside a machine's ridge point it tells whether
/// arithmetic or bandwidth bounds an operator.
/// </summary>
public static class OperationalIntensity
{
    /// <summary>Of a matrix multiplication, weights and activations each moved once: limits 2m/b_w for few rows, 2·in·out/(b_a(in+out)) for many.</summary>
    /// <param name="rows">Tokens: sequence times batch in prefill, batch in decode.</param>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="outputs">Width of the output.</param>
    /// <param name="weights">How weights are stored.</param>
    /// <param name="activations">How input and output are stored.</param>
    public static double Linear(double rows, double inputs, double outputs, NumberFormat weights, NumberFormat activations) =>
        2 * rows * inputs * outputs
        / (weights.BytesPerElement * inputs * outputs + activations.BytesPerElement * rows * (inputs + outputs));

    /// <summary>Of the routed experts in a step of a number of tokens, weights only: 2·T·k over the bytes of the distinct experts.</summary>
    public static double Experts(ExpertsSpec experts, double tokens, NumberFormat weights) =>
        2 * tokens * experts.TopK / (weights.BytesPerElement * ExpertRouting.Distinct(experts.Experts, experts.TopK, tokens));

    /// <summary>Of decoding attention, independent of batch and context: 2·(heads per key-value head)/b, and for latent attention 2h(2c+r)/((c+r)·b).</summary>
    /// <exception cref="ArgumentException">The mixer is a recurrence, which has no cache.</exception>
    public static double DecodeAttention(MixerSpec mixer, NumberFormat kv)
    {
        var cached = KvFootprint.CachedPerToken(mixer);
        if (cached == 0) throw new ArgumentException("A recurrent mixer reads no cache.", nameof(mixer));
        return MixerWork.FlopsPerPair(mixer) / (cached * kv.BytesPerElement);
    }

    /// <summary>Of prefill attention over a whole prompt, tiled: queries and outputs move once, keys and values once for each tile of query rows.</summary>
    /// <param name="attention">The attention.</param>
    /// <param name="tokens">Length of the prompt.</param>
    /// <param name="activations">How queries, keys, values and outputs are stored.</param>
    /// <param name="tileRows">Query rows that share one pass over keys and values.</param>
    public static double PrefillAttention(AttentionSpec attention, long tokens, NumberFormat activations, int tileRows = 128)
    {
        var wide = (attention.HeadDim + attention.Values) / 2.0; // of queries and outputs, and of keys and values
        double queries = attention.Heads * wide, keys = attention.KvHeads * wide;
        var passes = Math.Ceiling((double)tokens / tileRows);
        return MixerWork.FlopsPerPair(attention) * ReachMath.Pairs(attention.Reach, 0, tokens)
            / (activations.BytesPerElement * 2 * tokens * (queries + keys * passes));
    }

    /// <summary>Of a whole decode step: all sequences at one context.</summary>
    /// <param name="model">The model.</param>
    /// <param name="precision">How weights and cache are stored.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="context">Tokens of each, the new one included.</param>
    public static double Decode(ModelSpec model, PrecisionSpec precision, double batch, long context)
    {
        var mixing = 0.0;
        foreach (var layer in model.Layers) mixing += MixerWork.FlopsPerDecode(layer.Mixer, context);
        var flops = batch * (2.0 * ParameterCount.Of(model).Streamed + mixing);
        var bytes = WeightFootprint.ReadPerStep(model, precision, batch).Value
            + batch * KvFootprint.Of(model).Read(context, precision.Kv).Value;
        return flops / bytes;
    }
}
