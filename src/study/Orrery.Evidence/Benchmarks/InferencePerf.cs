using System.Text.Json;

namespace Orrery.Evidence;

/// <summary>A report of kubernetes-sigs/inference-perf: of a stage, in seconds, or of every request.</summary>
/// <remarks>
/// Its <c>time_per_output_token</c> and <c>inter_token_latency</c> count two chunks of the stream a token where vLLM answers, and so say half of the truth: they are not
/// read. The time from the first token to the last, over the tokens after the first, is.
/// </remarks>
static class InferencePerf
{
    public static bool Is(JsonElement value) => value.At("successes", "latency").ValueKind == JsonValueKind.Object;

    public static BenchmarkRun Read(string name, JsonElement value)
    {
        var successes = value.At("successes");
        if (successes.Positive("count") is not { } count || successes.Positive("prompt_len", "mean") is not { } input || successes.Positive("output_len", "mean") is not { } output)
            throw new EvidenceException($"{name}: no request succeeded, or 'successes' lacks 'prompt_len' and 'output_len'", "give the report of a stage: stage_0_lifecycle_metrics.json");
        double? Seconds(string metric, string statistic) => successes.Measured(name, "latency", metric, statistic);
        var (ttft, e2e) = (Seconds("time_to_first_token", "mean"), Seconds("request_latency", "mean"));
        var load = value.At("load_summary");
        var users = load.Positive("concurrency") ?? load.Positive("concurrency_level");
        var rate = load.Positive("achieved_rate") ?? load.Positive("requested_rate") ?? successes.Positive("throughput", "requests_per_sec");
        if (users is null && rate is null) throw new EvidenceException($"{name}: neither 'load_summary' nor 'throughput' tells a rate", "give the report of a stage: stage_0_lifecycle_metrics.json");
        return new BenchmarkRun
        {
            Name = name,
            Users = users is null ? null : (int)users,
            Rate = users is null ? rate : null,
            Requests = (int)count,
            Failed = (int)(value.Positive("failures", "count") ?? 0),
            InputTokens = input,
            OutputTokens = output,
            Notes = Seconds("time_per_output_token", "mean") is not null || Seconds("inter_token_latency", "mean") is not null
                ? ["its time per output token counts two chunks a token: worked out of the request's time and its first token's instead"] : [],
            Figures = BenchmarkFigures.Of(
                (BenchmarkMetric.Ttft, ttft, Seconds("time_to_first_token", "median") ?? Seconds("time_to_first_token", "p50")),
                (BenchmarkMetric.Tpot, output > 1 ? (e2e - ttft) / (output - 1) : null, null),
                (BenchmarkMetric.E2e, e2e, null),
                (BenchmarkMetric.Throughput, successes.Measured(name, "throughput", "output_tokens_per_sec"), null)),
        };
    }

    public static bool IsRequests(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value[0].Number("start_time") is not null && value[0].At("info").ValueKind == JsonValueKind.Object;

    public static BenchmarkRun OfRequests(string name, JsonElement value)
    {
        var requests = new List<BenchmarkRequest>();
        foreach (var request in value.EnumerateArray())
        {
            var info = request.At("info");
            if (request.Number("start_time") is not { } start || request.Number("end_time") is not { } end || info.Positive("input_tokens") is not { } input || info.Positive("output_tokens") is not { } output) continue;
            var first = info.List("output_token_times") is [var earliest, ..] ? earliest.Number() : null;
            if (first is null || first < start || end < first || request.At("error").ValueKind == JsonValueKind.Object) continue;
            requests.Add(new(start, (int)input, (int)output, first.Value - start, end - start));
        }
        if (requests.Count == 0) throw new EvidenceException($"{name}: no request has a start, an end, its tokens and their times", "stream the answers: 'streaming: true' in the configuration of inference-perf");
        return BenchmarkFigures.Run(name, requests) with { Failed = value.GetArrayLength() - requests.Count };
    }
}
