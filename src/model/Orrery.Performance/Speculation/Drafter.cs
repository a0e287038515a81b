using System.Collections.Immutable;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>What drafts tokens for an engine to verify, as operators on the engine's own devices.</summary>
public static class Drafter
{
    /// <summary>A small model of its own, spread as the engine is.</summary>
    /// <param name="model">The small model.</param>
    /// <param name="precision">Its formats.</param>
    /// <param name="target">The sharding of the model that it drafts for, without pipeline stages.</param>
    /// <param name="blockTokens">Tokens of one block of the cache.</param>
    public static OperatorGraph Model(ModelSpec model, PrecisionSpec precision, ParallelismSpec target, int blockTokens = 16)
        => OperatorGraph.Build(model, precision, Sharding(model.Layers, target), blockTokens);

    /// <summary>The model's own head that predicts the token after next (MTP): a layer of its last kind, used again for each further token.</summary>
    /// <param name="model">The model that it drafts for.</param>
    /// <param name="precision">Its formats.</param>
    /// <param name="parallelism">Its sharding, without pipeline stages.</param>
    /// <param name="blockTokens">Tokens of one block of the cache.</param>
    public static OperatorGraph Prediction(ModelSpec model, PrecisionSpec precision, ParallelismSpec parallelism, int blockTokens = 16)
        => Head(model, model.Layers[^1], precision, parallelism, blockTokens);

    /// <summary>
    /// A trained head of one dense layer on the model's hidden states (EAGLE, arXiv 2401.15077; EAGLE-3, arXiv 2503.01840). It is as wide as the model's first
    /// dense layer, or where all have experts as those that a token visits.
    /// </summary>
    /// <param name="model">The model that it drafts for.</param>
    /// <param name="precision">Its formats.</param>
    /// <param name="parallelism">Its sharding, without pipeline stages.</param>
    /// <param name="blockTokens">Tokens of one block of the cache.</param>
    public static OperatorGraph Eagle(ModelSpec model, PrecisionSpec precision, ParallelismSpec parallelism, int blockTokens = 16)
    {
        var dense = model.Layers.Select(layer => layer.FeedForward).OfType<DenseSpec>().FirstOrDefault()
            ?? model.Layers.Select(layer => layer.FeedForward).OfType<ExpertsSpec>().Select(e => new DenseSpec { Width = e.TopK * e.Width + e.Shared * (e.SharedWidth > 0 ? e.SharedWidth : e.Width) }).First();
        var attends = model.Layers.LastOrDefault(layer => layer.Mixer is not RecurrentSpec) ?? model.Layers[^1];
        return Head(model, new LayerSpec(attends.Mixer, dense), precision, parallelism, blockTokens);
    }

    /// <summary>The reaches of an engine that drafts: those of its model, then those that only the drafter has.</summary>
    public static ImmutableArray<Reach> Reaches(ImmutableArray<Reach> target, ImmutableArray<Reach> draft) => [.. target.Union(draft)];

    static OperatorGraph Head(ModelSpec model, LayerSpec layer, PrecisionSpec precision, ParallelismSpec parallelism, int blockTokens)
        => OperatorGraph.BuildHead(model, layer, precision, Sharding([layer], parallelism), blockTokens);

    // How unevenly tokens choose experts is known of the model, not of another one.
    static ParallelismSpec Sharding(ImmutableArray<LayerSpec> layers, ParallelismSpec target)
        => layers.Any(layer => layer.FeedForward is ExpertsSpec) ? target with { RedundantExperts = 0, ExpertSkew = 0, ExpertCounts = [] } : target with { Expert = 1, RedundantExperts = 0, ExpertSkew = 0, ExpertCounts = [] };
}
