using System.Collections.Immutable;
using System.Text.Json;

namespace Orrery.Evidence;

/// <summary>The result of <c>vllm bench serve</c> (once <c>benchmark_serving.py</c>) and of SGLang's <c>bench_serving</c>, which has the same names: means in milliseconds, and with <c>--save-detailed</c> each request.</summary>
static class VllmBench
{
    public static bool Is(JsonElement value) => value.Number("mean_ttft_ms") is not null || value.Number("mean_tpot_ms") is not null || (value.List("ttfts").Length > 0 && value.List("itls").Length > 0);

    public static BenchmarkRun Read(string name, JsonElement value)
    {
        var each = Each(value, out var without);
        var completed = value.Positive("completed") ?? each.Length;
        var users = value.Positive("max_concurrency");
        var rate = value.Positive("request_rate");
        var duration = value.Measured(name, "duration");
        var output = each.IsEmpty ? value.Positive("total_output_tokens") / completed : each.Average(r => r.OutputTokens);
        var input = each.IsEmpty ? value.Positive("total_input_tokens") / completed : each.Average(r => r.InputTokens);
        if (input is null || output is null || completed < 1)
            throw new EvidenceException($"{name}: no request completed, or 'completed', 'total_input_tokens' and 'total_output_tokens' are not there", "calibrate with a run whose requests succeed");

        var notes = ImmutableArray.CreateBuilder<string>();
        double? Milliseconds(string mean, string other) => (value.Measured(name, mean) ?? value.Measured(name, other)) * 1e-3;
        var e2e = Milliseconds("mean_e2el_ms", "mean_e2e_latency_ms");
        // Both a rate and a bound on what is in flight: the bound is what holds where the rate would fill it.
        if (rate is { } sent && users is { } most && Milliseconds("mean_ttft_ms", "mean_ttft_ms") is { } ttft && Milliseconds("mean_tpot_ms", "mean_itl_ms") is { } tpot)
        {
            var inFlight = (value.Positive("request_throughput") ?? sent) * (e2e ?? ttft + tpot * (output.Value - 1));
            if (inFlight < 0.9 * most) users = null;
            notes.Add($"both a rate and a bound on concurrency are set: taken as {(users is null ? $"{sent:0.##} requests a second" : $"{most:0} users in a closed loop")}");
        }
        if (users is null && rate is null && each.All(r => r.Sent is null))
        {
            users = Math.Max(completed, value.Positive("num_prompts") ?? 0);
            notes.Add("no rate and no concurrency: all requests at once");
        }

        return new BenchmarkRun
        {
            Name = name,
            Users = users is null ? null : (int)Math.Round(users.Value),
            Rate = users is null ? rate : null,
            Burstiness = value.Positive("burstiness") ?? 1,
            Requests = (int)Math.Max(completed, value.Positive("num_prompts") ?? 0),
            InputTokens = input.Value,
            OutputTokens = output.Value,
            Failed = Math.Max(without, (int)(value.Positive("failed") ?? Math.Max(0, (value.Positive("num_prompts") ?? 0) - completed))),
            Each = each,
            Model = value.Text("model_id") ?? value.Text("model"),
            Notes = notes.ToImmutable(),
            Figures = BenchmarkFigures.Of(
                (BenchmarkMetric.Ttft, Milliseconds("mean_ttft_ms", "mean_ttft_ms"), Milliseconds("median_ttft_ms", "median_ttft_ms")),
                (BenchmarkMetric.Tpot, Milliseconds("mean_tpot_ms", "mean_tpot_ms"), null),
                (BenchmarkMetric.E2e, e2e, null),
                (BenchmarkMetric.Throughput, value.Measured(name, "output_throughput") ?? value.Measured(name, "request_throughput") * output ?? completed * output / duration, null)),
        };
    }

    static ImmutableArray<BenchmarkRequest> Each(JsonElement value, out int without)
    {
        without = 0;
        var (ttfts, itls, inputs, outputs, starts) = (value.List("ttfts"), value.List("itls"), value.List("input_lens"), value.List("output_lens"), value.List("start_times"));
        if (ttfts.Length == 0 || itls.Length != ttfts.Length || inputs.Length != ttfts.Length || outputs.Length != ttfts.Length) return [];
        var known = starts.Length == ttfts.Length;
        var requests = new List<BenchmarkRequest>();
        for (var i = 0; i < ttfts.Length; i++)
        {
            // Of a request that failed there is no time to a first token.
            if (ttfts[i].Positive() is not { } ttft || inputs[i].Positive() is not { } input || outputs[i].Positive() is not { } output)
            {
                without++;
                continue;
            }

            requests.Add(new(known ? starts[i].Number() : null, (int)input, (int)output, ttft, ttft + itls[i].List().Sum(gap => gap.Number() ?? 0)));
        }
        return BenchmarkFigures.FromFirst(requests);
    }
}
