using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Orrery.Evidence;

/// <summary>Reads what serving benchmarks write, whichever of them wrote it: the content tells.</summary>
public static class BenchmarkFile
{
    const string Known = "known are results of `vllm bench serve` (JSON), reports of inference-perf (JSON), profile_export_genai_perf.json or .csv of GenAI-Perf, and plain CSV; docs/verbs/calibrate.md has their columns";
    const int LargestBytes = 1 << 30;

    // Every request is simulated, a hundred times and more: a million of them take hours.
    const int MostRequests = 1_000_000, MostTokens = 10_000_000;
    const double LongestSeconds = 1e6;

    /// <summary>The runs of a file.</summary>
    /// <param name="name">How messages name it.</param>
    /// <param name="stream">Its content.</param>
    /// <param name="format">What wrote it, in words.</param>
    /// <exception cref="EvidenceException">It is none of the known formats, or cannot be used.</exception>
    public static ImmutableArray<BenchmarkRun> Read(string name, Stream stream, out string format)
    {
        var runs = OfContent(name, stream, out format);
        foreach (var run in runs) Check(run);
        return [.. runs.Select(static run => run is not { Rate: not null, Requests: null } ? run
            : run with { Notes = [.. run.Notes, string.Create(CultureInfo.InvariantCulture, $"it does not say how many requests were sent: {BenchmarkLoad.Count(run)} are simulated, and past saturation times grow with their number")] })];
    }

    static void Check(BenchmarkRun run)
    {
        void Refuse(bool impossible, string what, string hint)
        {
            if (impossible) throw new EvidenceException(string.Create(CultureInfo.InvariantCulture, $"{run.Name}: {what}"), hint);
        }

        Refuse(run.Figures.IsEmpty, "nothing was measured: no TTFT, TPOT, latency or throughput is a positive number", "leave the run out, or give a result that holds some of them");
        Refuse(run.Requests is < 1 or > MostRequests || run.Users is < 1 or > MostRequests, $"it has {run.Requests ?? run.Users} requests or users: between 1 and {MostRequests:#,0} can be simulated", "give a shorter run of the same load");
        Refuse(run.InputTokens is not (>= 1 and <= MostTokens) || run.OutputTokens is not (>= 1 and <= MostTokens), $"requests of {run.InputTokens:#,0.#} and {run.OutputTokens:#,0.#} tokens are none", "lengths are the mean tokens of one request, not those of all together");
        var seconds = run.IsRecorded ? run.Each[^1].Sent!.Value : run.Rate is { } rate ? (run.Requests ?? 1) / rate : 0;
        Refuse(!(seconds <= LongestSeconds), $"its requests come over {seconds:0.#e0} seconds", "a rate is requests a second, and a time of sending is in seconds");
    }

    static ImmutableArray<BenchmarkRun> OfContent(string name, Stream stream, out string format)
    {
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0; content.Write(buffer, 0, read))
            if (content.Length > LargestBytes) throw new EvidenceException($"{name} is larger than a gibibyte", "leave the texts of requests and answers out");
        var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
        var text = Encoding.UTF8.GetString(bytes.Span[..Math.Min(bytes.Length, 256)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.Length == 0) throw new EvidenceException($"{name} is empty", Known);
        if (text[0] is '{' or '[') return OfJson(name, bytes, out format);
        using var reader = new StreamReader(new MemoryStream(content.ToArray()), Encoding.UTF8);
        if (text.StartsWith("Metric,", StringComparison.OrdinalIgnoreCase))
        {
            format = "GenAI-Perf, CSV";
            return GenAiPerf.OfCsv(name, reader);
        }

        format = "plain CSV";
        return BenchmarkCsv.Read(name, reader);
    }

    static ImmutableArray<BenchmarkRun> OfJson(string name, ReadOnlyMemory<byte> bytes, out string format)
    {
        var values = BenchmarkJson.Parse(name, bytes);
        var first = values[0];
        if (values.Count == 1 && InferencePerf.IsRequests(first))
        {
            format = "inference-perf, request by request";
            return [InferencePerf.OfRequests(name, first)];
        }

        Func<string, System.Text.Json.JsonElement, BenchmarkRun>? read;
        (format, read) = VllmBench.Is(first) ? ("vllm bench serve", VllmBench.Read)
            : InferencePerf.Is(first) ? ("inference-perf", InferencePerf.Read)
            : GenAiPerf.Is(first) ? ("GenAI-Perf, JSON", (Func<string, System.Text.Json.JsonElement, BenchmarkRun>?)GenAiPerf.Read)
            : ("", null);
        if (read is null) throw new EvidenceException($"{name} is JSON of no benchmark that is known: its first keys are {BenchmarkJson.Keys(first)}", Known);
        return [.. values.Select((value, i) => read(values.Count == 1 ? name : $"{name}({i + 1})", value))];
    }
}
