using Orrery.Performance;

namespace Orrery.Evaluation;

/// <summary>
/// Users in a closed loop against one engine who start together and send ten requests each, as benchmarks of serving do: all prompts at once at
/// the start, later as users finish. Steps with prompts hold up the decodes; prompts wait for those before them and for a place in the cache.
/// </summary>
/// <param name="Users">Users.</param>
/// <param name="Places">Sequences that scheduler and cache admit.</param>
/// <param name="OutputTokens">Tokens that each request generates on average.</param>
/// <param name="Alone">Time of one prompt by itself, in seconds.</param>
/// <param name="Each">Time of each further prompt of a step.</param>
/// <param name="Together">Prompts that a step carries.</param>
/// <param name="Steps">Steps that one prompt takes.</param>
/// <param name="First">Step of one decode.</param>
/// <param name="Further">Time that each further decode adds to a step.</param>
/// <param name="Drawn">Whether lengths of outputs are drawn between 0.8 and 1 of the longest, rather than all equal.</param>
public readonly record struct UserLoop(int Users, int Places, int OutputTokens, double Alone, double Each, int Together, int Steps, double First, double Further, bool Drawn)
{
    const int RequestsPerUser = 10;
    // Steps of the golden ratio spread evenly over 0 to 1 and never repeat.
    const double Golden = 0.6180339887498949;

    /// <summary>The loop of an engine.</summary>
    /// <param name="engine">The engine; the model fits.</param>
    /// <param name="users">Users.</param>
    /// <param name="input">Prompt of each request.</param>
    /// <param name="output">Tokens that each generates on average.</param>
    /// <param name="drawn">Whether lengths differ.</param>
    public static UserLoop Of(EngineModel engine, double users, int input, int output, bool drawn)
    {
        var serving = engine.Serving;
        var together = Math.Max(1, serving.MaxBatchedTokens / input);
        var alone = BatchTiming.Of(engine, 1, input, 1).PrefillSeconds;
        var context = input + (output + 1) / 2;
        var (one, all) = (engine.Decode(1, context), engine.Decode(Math.Max(2, (int)users), context));
        return new(
            Math.Max(1, (int)users), (int)Math.Max(1, Math.Min(users, Math.Min(serving.MaxSequences, engine.SequencesThatFit(input + output / 2.0)))), (int)Math.Ceiling(output / one.Tokens),
            alone, together > 1 ? (BatchTiming.Of(engine, together, input, 1).PrefillSeconds - alone) / (together - 1) : alone, together, (input + serving.MaxBatchedTokens - 1) / serving.MaxBatchedTokens,
            one.Cost.Seconds, Math.Max(0, (all.Cost.Seconds - one.Cost.Seconds) / (Math.Max(2, (int)users) - 1)), drawn);
    }

    /// <summary>The length of a request of the loop, around a mean.</summary>
    public static int Length(int request, int mean, bool drawn) => drawn ? (int)(mean * (8 + 2 * (request * Golden % 1)) / 9) : mean;

    /// <summary>Mean time from sending a request to the end of its prompt's step, in seconds.</summary>
    /// <param name="prompt">Time of prompts over that of their kernels.</param>
    public double MeanTtft(double prompt)
    {
        int total = Users * RequestsPerUser, sent = Users, started = 0;
        var arrivals = new double[total]; // the first of each user at 0
        var running = new PriorityQueue<int, long>(Places);
        double now = 0, sum = 0;
        long step = 0;
        while (started < total || running.Count > 0)
        {
            var decoding = running.Count;
            if (sent > started && decoding < Places)
            {
                var prompts = Math.Min(Math.Min(sent - started, Places - decoding), Together);
                // Decodes that share a step with prompts add what they read beside the weights.
                now += prompt * (Alone + Each * (prompts - 1)) + Steps * (decoding > 0 ? First / 2 + Further * (decoding - 1) : 0);
                step += Steps;
                for (; prompts > 0; prompts--, started++)
                {
                    sum += now - arrivals[started];
                    running.Enqueue(started, step + Math.Max(1, Length(started, OutputTokens, Drawn) - 1));
                }
            }
            else if (running.TryPeek(out _, out var next) && next > step)
            {
                now += (next - step) * (First + Further * (decoding - 1));
                step = next;
            }

            while (running.TryPeek(out _, out var end) && end <= step)
            {
                running.Dequeue();
                if (sent < total) arrivals[sent++] = now;
            }
        }

        return sum / total;
    }
}
