using Orrery.Evaluation;

namespace Orrery.Evidence;

/// <summary>
/// Users in a closed loop over engines that compute prompts and engines that generate: they start together and send ten requests each. Prompts queue
/// before whichever engine of their pool is free first and go together into its step; sequences share the other pool evenly.
/// </summary>
/// <param name="Users">Users.</param>
/// <param name="OutputTokens">Tokens that each request generates on average.</param>
/// <param name="PrefillEngines">Engines that compute prompts.</param>
/// <param name="Alone">Time of one prompt by itself, in seconds.</param>
/// <param name="Each">Time of each further prompt of a step.</param>
/// <param name="Together">Prompts that a step carries.</param>
/// <param name="DecodeEngines">Engines that generate.</param>
/// <param name="First">Step of one decode.</param>
/// <param name="Further">Time that each further decode of an engine adds to a step.</param>
/// <param name="Drawn">Whether lengths of outputs are drawn between 0.8 and 1 of the longest, rather than all equal.</param>
readonly record struct SplitUserLoop(int Users, int OutputTokens, int PrefillEngines, double Alone, double Each, int Together, int DecodeEngines, double First, double Further, bool Drawn)
{
    const int RequestsPerUser = 10;

    public static SplitUserLoop Of(EngineModel prefill, int prefillEngines, EngineModel decode, int decodeEngines, double users, int input, int output, bool drawn)
    {
        UserLoop prompts = UserLoop.Of(prefill, 1, input, output, drawn), tokens = UserLoop.Of(decode, Math.Max(2, users / decodeEngines), input, output, drawn);
        return new(Math.Max(1, (int)users), output, prefillEngines, prompts.Alone, prompts.Each, prompts.Together, decodeEngines, tokens.First, tokens.Further, drawn);
    }

    /// <summary>Mean time from sending a request to the end of its prompt's step, in seconds.</summary>
    /// <param name="prompt">Time of prompts over that of their kernels.</param>
    public double MeanTtft(double prompt)
    {
        int total = Users * RequestsPerUser, sent = Users, started = 0, free = PrefillEngines, finished = 0;
        var arrivals = new double[total];
        var prefills = new PriorityQueue<(int From, int Count), double>();
        var running = new PriorityQueue<int, double>(); // by the tokens that each sequence of the pool has generated when it ends
        double now = 0, sum = 0, tokens = 0;
        while (finished < total)
        {
            for (; free > 0 && sent > started; free--)
            {
                var count = Math.Min(sent - started, Together);
                prefills.Enqueue((started, count), now + prompt * (Alone + Each * (count - 1)));
                started += count;
            }

            var step = First + Further * Math.Max(0, (double)running.Count / DecodeEngines - 1);
            var ends = running.TryPeek(out _, out var least) ? now + (least - tokens) * step : double.PositiveInfinity;
            if (prefills.TryPeek(out var batch, out var done) && done <= ends)
            {
                prefills.Dequeue();
                tokens += (done - now) / step;
                now = done;
                free++;
                for (var i = batch.From; i < batch.From + batch.Count; i++)
                {
                    sum += now - arrivals[i];
                    running.Enqueue(i, tokens + Math.Max(1, UserLoop.Length(i, OutputTokens, Drawn) - 1));
                }
            }
            else
            {
                (now, tokens) = (ends, least);
                running.Dequeue();
                finished++;
                if (sent < total) arrivals[sent++] = now;
            }
        }

        return sum / total;
    }
}
