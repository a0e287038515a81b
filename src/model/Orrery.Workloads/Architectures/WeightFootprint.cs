using Orrery.Units;

namespace Orrery.Workloads.Architectures;

/// <summary>What a model's weights take in memory, by part.</summary>
/// <param name="Embedding">Input embedding and learned positions; also the output head where it is tied.</param>
/// <param name="OutputHead">The output head; nothing where it is the input embedding.</param>
/// <param name="Layers">Layers and final norm without routed experts.</param>
/// <param name="RoutedExperts">Routed experts.</param>
public sealed record WeightFootprint(Bytes Embedding, Bytes OutputHead, Bytes Layers, Bytes RoutedExperts)
{
    /// <summary>All weights.</summary>
    public Bytes Total => new(Embedding.Value + OutputHead.Value + Layers.Value + RoutedExperts.Value);

    /// <summary>Sizes the weights of a model as a precision stores them.</summary>
    public static WeightFootprint Of(ModelSpec model, PrecisionSpec precision)
    {
        var count = ParameterCount.Of(model);
        var experts = count.Layers.Sum(static l => l.RoutedExperts);
        var layers = count.Layers.Sum(static l => l.Total) - experts + count.FinalNorm;
        var wide = precision.Embeddings.BytesPerElement;
        return new WeightFootprint(
            new((count.Embedding + count.Positions) * wide),
            new(count.OutputHead * wide),
            new(layers * precision.Weights.BytesPerElement),
            new(experts * (precision.Experts ?? precision.Weights).BytesPerElement));
    }

    /// <summary>
    /// Bytes of weights that one step reads: everything but looked-up tables, and of the routed experts those that its tokens
    /// are expected to visit.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="precision">How its weights are stored.</param>
    /// <param name="tokens">Tokens of the step.</param>
    public static Bytes ReadPerStep(ModelSpec model, PrecisionSpec precision, double tokens)
    {
        var whole = Of(model, precision);
        double experts = 0;
        foreach (var layer in model.Layers)
        {
            if (layer.FeedForward is ExpertsSpec e)
                experts += LayerParameters.Of(layer, model).OneExpert * ExpertRouting.Distinct(e.Experts, e.TopK, tokens);
        }
        var head = model.TiedEmbeddings
            ? ParameterCount.Of(model).Embedding * precision.Embeddings.BytesPerElement
            : whole.OutputHead.Value;
        return new(head + whole.Layers.Value + experts * (precision.Experts ?? precision.Weights).BytesPerElement);
    }
}
