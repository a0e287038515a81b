using Orrery.Units;

namespace Orrery.Performance;

/// <summary>How weights that the near memory has no room for come from a slower tier.</summary>
public enum OffloadStrategy
{
    /// <summary>What is not resident is read whole with every step, in order.</summary>
    Stream,

    /// <summary>Only the neurons that a token uses are read: foretold by a predictor, or the experts that a router chose ("LLM in a flash", arXiv 2312.11514).</summary>
    Sparse,
}

/// <summary>Weights that lie in a slower tier and pass through a budget of near memory, as on a phone whose flash holds a model that its DRAM does not.</summary>
public sealed record OffloadSpec
{
    /// <summary>The tier that holds all weights; the farthest where null.</summary>
    public string? Tier { get; init; }

    /// <summary>Near memory of a device that weights may take; what the tier has room for where null.</summary>
    public Bytes? Budget { get; init; }

    /// <summary>What of them is read.</summary>
    public OffloadStrategy Strategy { get; init; } = OffloadStrategy.Sparse;

    /// <summary>Tokens of each sequence whose neurons stay in near memory; 0 keeps none.</summary>
    public int Window { get; init; } = 4;

    /// <summary>Whether the row and the columns of a neuron lie together, so that one read fetches them.</summary>
    public bool Bundling { get; init; } = true;

    /// <summary>Neurons of dense feed-forward layers that successive tokens use.</summary>
    public NeuronActivity Activity { get; init; } = NeuronActivity.Relu;

    /// <summary>Size of the predictors over all weights of the model.</summary>
    public double PredictorShare { get; init; } = 0.0125;

    /// <summary>
    /// Rate at which a processor puts loaded neurons in their place and drops others. 57 ms for 0.2 GB in Table 3 of arXiv 2312.11514.
    /// </summary>
    public BytesPerSecond Management { get; init; } = new(3.5e9);

    /// <summary>Share of the loading that runs beside computation.</summary>
    public double Overlap { get; init; }
}

/// <summary>Which share of the neurons (or experts) any of several successive tokens use: some always, of a pool more with every token, until all of it was used.</summary>
/// <param name="Always">Share that every token uses.</param>
/// <param name="Pool">Further share that some tokens use.</param>
/// <param name="PoolTokens">Tokens after which all but 1/e of the pool was used.</param>
public readonly record struct NeuronActivity(double Always, double Pool, double PoolTokens)
{
    /// <summary>
    /// A model with ReLU, as its predictor sees it: fitted to OPT-6.7B in arXiv 2312.11514, where one token loads 0.9 of 8.6 GB, four tokens use 24 %
    /// and the fifth 2.3 % more.
    /// </summary>
    public static NeuronActivity Relu => new(0.028, 0.30, 3.27);

    /// <summary>Experts of which a token visits some, evenly and independently of the tokens before it.</summary>
    public static NeuronActivity Experts(int experts, int topK) => topK >= experts ? new(1, 0, 1) : new(0, 1, -1 / Math.Log(1 - (double)topK / experts));

    /// <summary>Share that any of so many tokens use.</summary>
    public double ShareOf(double tokens) => tokens <= 0 ? 0 : Always + Pool * (1 - Math.Exp(-tokens / PoolTokens));

    /// <summary>Share that further tokens use and those before them did not.</summary>
    public double NewShare(double before, double tokens) => ShareOf(before + tokens) - ShareOf(before);
}
