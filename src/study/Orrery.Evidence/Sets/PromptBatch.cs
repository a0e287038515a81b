using Orrery.Evaluation;
using Orrery.Performance;
using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>A batch whose prompts are computed in one step and whose tokens come one step after another, as it was measured.</summary>
/// <param name="Engine">What ran it, without an engine's overheads.</param>
/// <param name="Prompt">Tokens of each prompt.</param>
/// <param name="Tokens">Tokens that each sequence generates.</param>
/// <param name="Point">The batch; its measured number is the time of the prompts.</param>
/// <param name="TokenSeconds">Time of a token, as measured.</param>
/// <param name="Watts">Mean power of all devices over the run, as measured; 0 where it was not.</param>
sealed record PromptBatch(EngineModel Engine, int Prompt, int Tokens, EvidencePoint Point, double TokenSeconds, double Watts)
{
    int Sequences => (int)Point.Batch;

    /// <summary>What we say of the batch, number by number.</summary>
    /// <param name="overheads">What the engine adds.</param>
    public IEnumerable<EvidencePoint> Times(EngineOverheads overheads)
    {
        var (prompts, token) = Steps(Engine, overheads);
        yield return Point with { Predicted = prompts.Seconds };
        yield return Point with { Metric = Metric.Tpot, Phase = "decode", Measured = TokenSeconds, Predicted = token.Seconds };
    }

    /// <summary>What we say of its power, on this hardware or on the same with other parameters; none where it was not measured.</summary>
    public EvidencePoint? Power(EngineModel engine, EngineOverheads overheads)
    {
        if (Watts <= 0) return null;
        var (prompts, token) = Steps(engine, overheads);
        return Point with
        {
            Metric = Metric.Power,
            Phase = "run",
            Measured = Watts,
            Predicted = (prompts.Joules + Tokens * token.Joules) / (prompts.Seconds + Tokens * token.Seconds),
        };
    }

    (StepCost Prompts, StepCost Token) Steps(EngineModel engine, EngineOverheads overheads)
    {
        var steps = engine.Under(overheads);
        steps.Evaluate(StepShapes.Prefill(steps.Reaches, Sequences, 0, Prompt), out var prompts);
        steps.Evaluate(StepShapes.Decode(steps.Reaches, Sequences, Prompt + Tokens / 2), out var token);
        return (prompts, token);
    }
}
