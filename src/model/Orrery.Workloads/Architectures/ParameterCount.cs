using System.Collections.Immutable;

namespace Orrery.Workloads.Architectures;

/// <summary>How many parameters a model has, by part, and how many of them one token needs.</summary>
public sealed record ParameterCount
{
    /// <summary>The input embedding; also the output head where <see cref="ModelSpec.TiedEmbeddings"/>.</summary>
    public required long Embedding { get; init; }

    /// <summary>The output head; 0 where it is the input embedding.</summary>
    public required long OutputHead { get; init; }

    /// <summary>The learned position table.</summary>
    public required long Positions { get; init; }

    /// <summary>The norm before the output head.</summary>
    public required long FinalNorm { get; init; }

    /// <summary>Each layer's parts, in the order of <see cref="ModelSpec.Layers"/>.</summary>
    public required ImmutableArray<LayerParameters> Layers { get; init; }

    /// <summary>Heads that predict further tokens, all together; in none of the totals, as publishers leave them out.</summary>
    public required long PredictionHeads { get; init; }

    /// <summary>All parameters of the model.</summary>
    public long Total => Embedding + OutputHead + Positions + FinalNorm + Layers.Sum(static l => l.Total);

    /// <summary>Parameters without the routed experts that a token does not visit, the whole embedding included.</summary>
    public long Active => Embedding + OutputHead + Positions + FinalNorm + Layers.Sum(static l => l.Active);

    /// <summary>Parameters that a lone token reads and multiplies with: the active ones, but of an embedding or position table that is only looked up it reads one row, which is left out.</summary>
    public long Streamed => Active - Positions - (OutputHead > 0 ? Embedding : 0);

    /// <summary>Counts the parameters of a model.</summary>
    public static ParameterCount Of(ModelSpec model)
    {
        long hidden = model.Hidden, table = model.Vocabulary * hidden, norm = hidden * (model.NormBias ? 2 : 1);
        var layers = ImmutableArray.CreateRange(model.Layers, layer => LayerParameters.Of(layer, model));
        return new ParameterCount
        {
            Embedding = table,
            OutputHead = model.TiedEmbeddings ? 0 : table,
            Positions = model.LearnedPositions * hidden,
            FinalNorm = norm,
            Layers = layers,
            // arXiv 2412.19437 §2.2: two norms, a projection of both back to the hidden width, a layer, a last norm.
            PredictionHeads = model.PredictionHeads == 0 ? 0
                : model.PredictionHeads * (layers[^1].Total + 2 * hidden * hidden + 3 * norm),
        };
    }
}
