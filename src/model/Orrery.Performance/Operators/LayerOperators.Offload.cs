using Orrery.Workloads;

namespace Orrery.Performance;

sealed partial class LayerOperators
{
    // A feed-forward of which a decode computes the neurons that a low-rank predictor foretells, and a prompt all (arXiv 2312.11514).
    // Beside prompts of the same step a decode is counted as if it still chose.
    IEnumerable<Operator> SparseMlp(OffloadSpec offload, double width, bool gated, bool bias)
    {
        var matrices = gated ? 3 : 2;
        var chunk = (offload.Bundling ? matrices : 1) * Hidden * _weight;
        foreach (var op in DenseMlp("mlp", width, gated, bias))
            yield return op with
            {
                Trigger = Feature.PrefillTokens,
                Flops = op.Flops with { Per = Feature.PrefillTokens },
                Activations = op.Activations with { Per = Feature.PrefillTokens },
                Bundle = op.StoredBytes > 0 ? new(chunk, offload.Activity, DensePrompts: true) : null,
            };

        var weights = matrices * Hidden * width / _tensor;
        var predictor = offload.PredictorShare * _modelWeights / _denseLayers / _tensor;
        yield return MatMul("mlp.predictor", Hidden, predictor / Hidden, 0) with { Trigger = Feature.DecodeTokens, Flops = new(Feature.DecodeTokens, 2 * predictor), Kernel = null };
        yield return Active("mlp.always", weights * offload.Activity.Always, 1) with { Launches = 2 };
        var untouched = Math.Exp(-1 / offload.Activity.PoolTokens);
        yield return Active("mlp.active", weights * offload.Activity.Pool, 1 - untouched) with { UntouchedPerToken = untouched, Launches = 0, Activations = new(Feature.DecodeTokens, 2 * Hidden * Residual) };
    }

    Operator Active(string name, double weights, double sharePerToken) => new()
    {
        Name = name,
        Trigger = Feature.DecodeTokens,
        Flops = new(Feature.DecodeTokens, 2 * weights * sharePerToken),
        Compute = _compute,
        WeightBytes = weights * _weight,
    };

    double ExpertChunk(ExpertsSpec e) => (offload!.Bundling ? 3 : 1) * Hidden * e.Width * _expertWeight;
}
