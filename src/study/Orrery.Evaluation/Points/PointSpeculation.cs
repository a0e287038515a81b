using Orrery.Performance;

namespace Orrery.Evaluation;

/// <summary>What drafting does to a decode step, in closed form.</summary>
/// <param name="Lookahead">Tokens that each sequence drafts for it.</param>
/// <param name="TokensPerStep">Tokens that each gets out of it.</param>
/// <param name="DraftTimeShare">Share of its time that drafting takes.</param>
/// <param name="SpeedUp">Time per output token without speculation, at the same batch and with the same memory, over that with it.</param>
public sealed record PointSpeculation(int Lookahead, double TokensPerStep, double DraftTimeShare, double SpeedUp)
{
    internal static PointSpeculation? Of(EngineModel engine, in DecodeStep step)
    {
        if (engine.Serving.Speculation is null) return null;
        var plain = step.Shape with { DraftTokens = 0, DraftPairs = default };
        for (var r = 0; r < engine.Timer!.Reaches.Length; r++) plain.DecodeAttended[r] -= step.Shape.DecodeSequences * step.Drafted;
        engine.Timer.Evaluate(plain, out var cost);
        return new(step.Drafted, step.Tokens, step.Cost.DraftSeconds / step.Cost.Seconds, cost.Seconds / step.Tpot);
    }
}
