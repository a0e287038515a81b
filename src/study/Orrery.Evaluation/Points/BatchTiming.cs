using Orrery.Performance;

namespace Orrery.Evaluation;

/// <summary>A batch of equal requests that start together on one engine and nothing else runs.</summary>
/// <param name="PrefillSeconds">Until every prompt is computed: the time to first token of the last.</param>
/// <param name="MeanTtftSeconds">Time to first token, mean over the batch.</param>
/// <param name="DecodeSeconds">From the last first token to the end.</param>
/// <param name="PrefillJoules">Energy of the prompts, all devices.</param>
/// <param name="DecodeJoules">Energy of the decodes, all devices.</param>
public sealed record BatchTiming(double PrefillSeconds, double MeanTtftSeconds, double DecodeSeconds, double PrefillJoules, double DecodeJoules)
{
    // The cost of a decode step is linear in its context but for the corners where a reach saturates or an operator changes its bound:
    // the trapezoid over this many pieces is exact on each linear one.
    const int DecodePieces = 32;

    /// <summary>Works out a batch.</summary>
    /// <param name="engine">The engine; the model fits.</param>
    /// <param name="batch">Requests.</param>
    /// <param name="inputTokens">Prompt of each.</param>
    /// <param name="outputTokens">Tokens that each generates.</param>
    public static BatchTiming Of(EngineModel engine, int batch, int inputTokens, int outputTokens)
    {
        var steps = engine.Timer ?? throw new InvalidOperationException("The model does not fit.");
        var (prefill, prefillJoules, meanTtft) = Prefill(engine, steps, batch, inputTokens);
        var (decode, decodeJoules) = Decode(engine, batch, inputTokens, outputTokens);
        return new BatchTiming(prefill, meanTtft, decode, prefillJoules, decodeJoules);
    }

    // Prompts go first come, first served into steps of at most the scheduler's token budget.
    static (double Seconds, double Joules, double MeanTtft) Prefill(EngineModel engine, IStepTimer steps, int batch, int inputTokens)
    {
        var budget = engine.Serving.MaxBatchedTokens;
        double seconds = 0, joules = 0, ttft = 0;
        if (inputTokens <= budget)
        {
            var perStep = budget / inputTokens;
            for (var done = 0; done < batch; done += perStep)
            {
                var now = Math.Min(perStep, batch - done);
                Step(StepShapes.Prefill(steps.Reaches, now, 0, inputTokens));
                ttft += now * seconds;
            }
        }
        else
        {
            for (var request = 0; request < batch; request++)
            {
                for (var computed = 0; computed < inputTokens; computed += budget)
                {
                    var now = Math.Min(budget, inputTokens - computed);
                    Step(StepShapes.Prefill(steps.Reaches, 1, computed, now, computed + now == inputTokens));
                }

                ttft += seconds;
            }
        }

        return (seconds, joules, ttft / batch);

        void Step(in StepShape shape)
        {
            steps.Evaluate(shape, out var cost);
            seconds += cost.Seconds;
            joules += cost.Joules;
        }
    }

    static (double Seconds, double Joules) Decode(EngineModel engine, int batch, int inputTokens, int outputTokens)
    {
        var count = outputTokens - 1;
        if (count <= 0) return (0, 0);
        var pieces = Math.Min(DecodePieces, count);
        double seconds = 0, joules = 0;
        for (var i = 0; i <= pieces; i++)
        {
            var context = inputTokens + 1 + (long)Math.Round((count - 1) * (double)i / pieces);
            var step = engine.Decode(batch, context);
            var weight = (double)count / pieces * (i == 0 || i == pieces ? 0.5 : 1) / step.Tokens;
            seconds += weight * step.Cost.Seconds;
            joules += weight * step.Cost.Joules;
        }

        return (seconds, joules);
    }
}
