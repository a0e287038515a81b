using Orrery.Performance;

namespace Orrery.Evaluation;

/// <summary>A steady state of one engine under a constant number of equal requests.</summary>
/// <param name="Running">Sequences running.</param>
/// <param name="Ttft">Time to first token, waiting and what is between client and engine included, in seconds.</param>
/// <param name="Tpot">Time per output token after the first, in seconds.</param>
/// <param name="RequestsPerSecond">Requests finished per second.</param>
/// <param name="JoulesPerRequest">Energy of the engine's devices per request.</param>
/// <param name="MeanDecodeStep">A pure decode step at that batch.</param>
public sealed record SteadyState(double Running, double Ttft, double Tpot, double RequestsPerSecond, double JoulesPerRequest, StepCost MeanDecodeStep)
{
    /// <summary>
    /// The steady state of a closed loop: so many users of one engine, each sending its next request when the last is finished.
    /// </summary>
    /// <remarks>
    /// Over the life of one request every user is served once. Prompts that fit a step's token budget together share it; each such mixed
    /// step also carries the decodes, and what remains of the request's steps are pure decodes at half-way context. Prompts longer than the
    /// budget take several mixed steps. Users beyond what scheduler and cache admit wait for a place.
    /// </remarks>
    /// <param name="engine">The engine; the model fits.</param>
    /// <param name="users">Users, at least 1.</param>
    /// <param name="inputTokens">Prompt of each request.</param>
    /// <param name="outputTokens">Tokens that each generates.</param>
    public static SteadyState ClosedLoop(EngineModel engine, double users, int inputTokens, int outputTokens)
    {
        var steps = engine.Timer ?? throw new InvalidOperationException("The model does not fit.");
        var serving = engine.Serving;
        var running = Math.Max(1, Math.Min(users, Math.Min(serving.MaxSequences, engine.SequencesThatFit(inputTokens + outputTokens / 2.0))));

        var context = inputTokens + (outputTokens + 1) / 2;
        var decode = engine.Decode(Math.Max(1, (int)Math.Round(running)), context);
        var decodeSteps = (outputTokens - 1) / decode.Tokens;
        var decoded = running * (1 + decode.Drafted); // tokens of a step in which all decode
        var chunk = (int)Math.Min(inputTokens, Math.Max(serving.BlockTokens, serving.MaxBatchedTokens - decoded));
        var chunksPerPrompt = Math.Ceiling((double)inputTokens / chunk);
        // Prompts that share a mixed step, and the mixed steps in which each user's prompt is served once.
        var promptsPerStep = chunksPerPrompt > 1 ? 1 : Math.Max(1, Math.Floor((serving.MaxBatchedTokens - decoded) / (double)inputTokens));
        var mixed = Math.Ceiling(running / Math.Min(promptsPerStep, running)) * chunksPerPrompt;
        // A request lives through its prompt's steps and one step a further token, or what drafts leave of them; if prompts need more steps than that, they set the pace.
        var life = Math.Max(chunksPerPrompt + decodeSteps, mixed);
        var decoding = running * decodeSteps / life;

        var promptsNow = (int)Math.Max(1, Math.Round(running * chunksPerPrompt / mixed));
        var mixedShape = default(StepShape);
        var decodingBeside = (int)Math.Round(Math.Min(decoding, Math.Max(0, running - promptsNow)));
        if (decodingBeside > 0) StepShapes.AddDecode(ref mixedShape, steps.Reaches, decodingBeside, context, decode.Drafted);
        StepShapes.AddPrefill(ref mixedShape, steps.Reaches, promptsNow, (inputTokens - chunk) / 2, chunk, completes: true);
        steps.Evaluate(mixedShape, out var mix);

        var pure = life - mixed;
        var cycle = mixed * mix.Seconds + pure * decode.Cost.Seconds;
        var rate = running / cycle;
        var service = chunksPerPrompt * mix.Seconds;
        var wait = Math.Max(0, users - running) / rate;
        return new SteadyState(
            running,
            wait + service + serving.ClientOverhead.Value,
            outputTokens > 1 ? (cycle - service) / (outputTokens - 1) : 0,
            rate,
            (mixed * mix.Joules + pure * decode.Cost.Joules) / running,
            decode.Cost);
    }
}
