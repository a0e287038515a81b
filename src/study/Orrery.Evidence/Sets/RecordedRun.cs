using Orrery.Evaluation;
using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>A recorded serving run beside what our model says of it without the engine's overheads: what those are fitted to.</summary>
/// <param name="Point">The run's time per output token; what is predicted holds no overheads.</param>
/// <param name="Users">Users of one engine.</param>
/// <param name="UsersPerRank">Users of one data rank.</param>
/// <param name="Layers">Layers of the model.</param>
/// <param name="ExpertLayers">Those with experts.</param>
/// <param name="Start">What the time to a first token is made of.</param>
/// <param name="MeasuredTtft">The measured time to a first token, in seconds.</param>
sealed record RecordedRun(EvidencePoint Point, double Users, double UsersPerRank, int Layers, int ExpertLayers, BenchmarkStart Start, double MeasuredTtft)
{
    /// <summary>Time per output token with an engine's overheads: each token takes one step.</summary>
    public double Tpot(EngineOverheads o) => Point.Predicted + o.Step.Value + o.Sequence.Value * UsersPerRank + o.Layer.Value * Layers + o.ExpertLayer.Value * ExpertLayers;
}

/// <summary>
/// The time to a first token in a benchmark whose users all start at once and send ten requests each: nine in ten find the engine in its steady
/// state, one in ten waits with all others for the prompts before its own.
/// </summary>
/// <param name="Alone">Time of one prompt by itself, in seconds.</param>
/// <param name="Packed">Time of one prompt among as many as a step carries.</param>
/// <param name="Running">Users that the cache admits.</param>
/// <param name="Waiting">Users that wait for a place.</param>
/// <param name="OutputTokens">Tokens that each generates.</param>
readonly record struct BenchmarkStart(double Alone, double Packed, double Running, double Waiting, int OutputTokens)
{
    // InferenceMAX sends ten prompts a user.
    const double ShareOfBurst = 0.1;

    public static BenchmarkStart Of(EngineModel engine, double users, int input, int output)
    {
        var together = Math.Max(1, engine.Serving.MaxBatchedTokens / input);
        var running = Math.Max(1, Math.Min(users, engine.SequencesThatFit(input + output / 2.0)));
        return new(BatchTiming.Of(engine, 1, input, 1).PrefillSeconds, BatchTiming.Of(engine, together, input, 1).PrefillSeconds / together, running, Math.Max(0, users - running), output);
    }

    /// <summary>Seconds, with an engine's overheads and its time per output token.</summary>
    public double Ttft(EngineOverheads o, double tpot)
        => o.Request.Value + o.User.Value * Running + o.Waits * tpot
            + o.Prompt * (Alone + ShareOfBurst * (Running - 1) / 2 * Packed)
            + Waiting / Running * (OutputTokens * tpot + Alone);
}
