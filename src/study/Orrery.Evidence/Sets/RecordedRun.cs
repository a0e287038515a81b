using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>A recorded serving run beside what our model says of it without the engine's overheads: what those are fitted to.</summary>
/// <param name="Point">The run's time per output token; what is predicted holds no overheads.</param>
/// <param name="UsersPerRank">Users of one data rank.</param>
/// <param name="Layers">Layers of the model.</param>
/// <param name="ExpertLayers">Those with experts.</param>
/// <param name="Start">What the time to a first token is made of.</param>
/// <param name="MeasuredTtft">The measured time to a first token, in seconds.</param>
sealed record RecordedRun(EvidencePoint Point, double UsersPerRank, int Layers, int ExpertLayers, BenchmarkStart Start, double MeasuredTtft)
{
    /// <summary>The architecture: what is held back together as one model, whatever names and tunings records give it.</summary>
    public required string Architecture { get; init; }

    /// <summary>Steps that its engine is known to hold prompts back for while its data ranks wait for one another: what the catalog says, since it is not fitted.</summary>
    public double RankWaits { get; init; }

    /// <summary>Time per output token with an engine's overheads: each token takes one step.</summary>
    public double Tpot(EngineOverheads o) => Point.Predicted + o.Step.Value + o.Sequence.Value * UsersPerRank + o.Layer.Value * Layers + o.ExpertLayer.Value * ExpertLayers;

    /// <summary>Time to a first token with an engine's overheads.</summary>
    public double Ttft(EngineOverheads o) => Start.Ttft(o, Tpot(o));
}

/// <summary>
/// The mean time to a first token in a benchmark whose users all start at once and send ten requests each: the loop of users over the kernels'
/// times, and what engines add to it.
/// </summary>
sealed class BenchmarkStart
{
    // The loop is simulated at these times of prompts over those of their kernels, and straight between.
    static readonly double[] Scales = [1, 1.5, 2.25];
    readonly double[] _means;
    readonly double _alone;

    /// <summary>Simulates the loop.</summary>
    /// <param name="loop">Mean time until a prompt is computed, by the time of prompts over that of their kernels.</param>
    /// <param name="alone">Time of one prompt by itself, in seconds.</param>
    public BenchmarkStart(Func<double, double> loop, double alone) => (_means, _alone) = ([.. Scales.Select(loop)], alone);

    /// <summary>Users that the cache admits.</summary>
    public double Running { get; init; }

    /// <summary>Prompt tokens times layers with experts.</summary>
    public double ExpertTokens { get; init; }

    /// <summary>Whether an engine's data ranks wait for one another.</summary>
    public bool Ranks { get; init; }

    /// <summary>Whether the benchmark has answers sent in pieces of some tokens: InferenceMAX does, with what it sets for each engine; NVIDIA's own runs do not.</summary>
    public bool InPieces { get; init; }

    /// <summary>Whether prompts are computed on engines of their own.</summary>
    public bool Split { get; init; }

    /// <summary>Seconds, with an engine's overheads and its time per output token. Engines of prompts alone run nothing beside them, and take their kernels' time.</summary>
    public double Ttft(EngineOverheads o, double tpot)
        => o.Request.Value + (Split ? 0 : o.User.Value * Running) + ((InPieces ? o.Waits : 0) + (Ranks ? o.RankWaits : 0)) * tpot
            + (Split ? o.HandOff.Value : 0) + Loop(Split ? 1 : o.Prompt + o.ExpertToken.Value * ExpertTokens / _alone);

    double Loop(double prompt)
    {
        if (prompt <= Scales[0]) return _means[0] * prompt;
        if (prompt >= Scales[^1]) return _means[^1] * prompt / Scales[^1];
        var i = prompt < Scales[1] ? 0 : 1;
        return double.Lerp(_means[i], _means[i + 1], (prompt - Scales[i]) / (Scales[i + 1] - Scales[i]));
    }
}
