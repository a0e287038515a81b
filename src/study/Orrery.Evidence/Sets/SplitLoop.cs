using Orrery.Evaluation;
using Orrery.Performance;

namespace Orrery.Evidence;

/// <summary>
/// Users in a closed loop over engines that compute prompts and engines that generate: a station that serves one prompt after the other, and
/// a stay whose length depends on how many stay. Its balance is found by halving.
/// </summary>
static class SplitLoop
{
    const int Halvings = 60;

    /// <summary>Time per output token, in seconds.</summary>
    public static double Tpot(EngineModel prefill, int prefillEngines, EngineModel decode, int decodeEngines, double users, int input, int output)
    {
        var alone = BatchTiming.Of(prefill, 1, input, 1).MeanTtftSeconds;
        var together = Math.Max(1, prefill.Serving.MaxBatchedTokens / input);
        var prompts = prefillEngines * together / BatchTiming.Of(prefill, together, input, 1).PrefillSeconds;
        var most = decode.SequencesThatFit(input + output / 2.0) * decodeEngines;

        // Sequences that generate: as many as their rate of leaving lets prompts bring.
        double low = 0, high = Math.Min(users, most);
        for (var i = 0; i < Halvings; i++)
        {
            var staying = (low + high) / 2;
            var rate = staying / ((output - 1) * Step(staying / decodeEngines));
            if (rate <= prompts && staying + rate * alone <= users) low = staying;
            else high = staying;
        }

        return Step(Math.Max(low, Math.Min(1, users)) / decodeEngines);

        double Step(double sequences)
        {
            var steps = decode.Timer!;
            steps.Evaluate(StepShapes.Decode(steps.Reaches, Math.Max(1, (int)Math.Round(sequences)), input + (output + 1) / 2), out var cost);
            return cost.Seconds;
        }
    }
}
