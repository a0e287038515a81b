using System.Collections.Immutable;
using System.Text;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class BenchmarkFileTests
{
    [Fact]
    public void Vllm_results_may_be_appended_to_one_file()
    {
        var runs = Sample("vllm.json", out var format);
        Assert.Equal("vllm bench serve", format);
        Assert.Equal(2, runs.Length);
        Assert.Equal((16, null), (runs[0].Users, runs[0].Rate));
        Assert.Equal((null, 5.0), (runs[1].Users, runs[1].Rate));
        Assert.Equal((1024.0, 256.0, 200), (runs[0].InputTokens, runs[0].OutputTokens, runs[0].Requests!.Value));
        Assert.Equal("vllm.json(2)", runs[1].Name);
        // The median of times to a first token, which a few that queued do not move; means of the others.
        Assert.Equal([new(BenchmarkMetric.Ttft, 0.09225, IsMedian: true), new(BenchmarkMetric.Tpot, 0.0184), new(BenchmarkMetric.Throughput, 836.6)], Rounded(runs[0]));
    }

    [Fact]
    public void Requests_of_a_detailed_result_come_in_the_order_in_which_they_were_sent()
    {
        var run = Assert.Single(Sample("vllm-detailed.json", out _));
        Assert.Equal([0, 0.25, 0.5], run.Each.Select(r => r.Sent!.Value));
        Assert.Equal([100, 300, 200], run.Each.Select(r => r.InputTokens)); // the one that failed is left out
        Assert.Equal(0.07 + 0.04, run.Each[1].E2e, 1e-9);
        Assert.Equal(0.01, run.Each[1].Tpot!.Value, 1e-9);
        Assert.Equal(1, run.Failed);
        Assert.Equal((null, 2.0), (run.Users, run.Rate));
    }

    [Fact]
    public void Inference_perf_counts_two_chunks_a_token_so_that_its_own_figure_is_not_taken()
    {
        var run = Assert.Single(Sample("inference-perf.json", out _));
        Assert.Equal((2.62 - 0.07) / 255, run.Figures.Single(f => f.Metric == BenchmarkMetric.Tpot).Value, 1e-9); // 10 ms; it says 5
        Assert.Equal((null, 10.02), (run.Users, run.Rate));
        Assert.NotEmpty(run.Notes);

        var each = Assert.Single(Sample("inference-perf-requests.json", out _));
        Assert.Equal([0, 0.5], each.Each.Select(r => r.Sent!.Value));
        Assert.Equal(0.05, each.Each[0].Tpot!.Value, 1e-9); // 0.2 s over the four tokens after the first
    }

    [Fact]
    public void Requests_that_failed_are_counted_whoever_sent_them()
    {
        Assert.Equal(1, Assert.Single(Sample("inference-perf-requests.json", out _)).Failed);
        const string stage = "\"successes\": {\"count\": 90, \"prompt_len\": {\"mean\": 10}, \"output_len\": {\"mean\": 10}, \"latency\": {\"request_latency\": {\"mean\": 1}}}, \"load_summary\": {\"achieved_rate\": 1}";
        Assert.Equal(7, Assert.Single(Read($"{{{stage}, \"failures\": {{\"count\": 7}}}}")).Failed);
        Assert.Equal(0, Assert.Single(Read($"{{{stage}}}")).Failed);
        // A result that tells no number of failures, but lists requests of which two came to nothing.
        const string lists = "\"num_prompts\": 3, \"request_rate\": 1, \"input_lens\": [9, 9, 9], \"output_lens\": [2, 0, 2], \"ttfts\": [0.1, 0, null], \"itls\": [[0.1], [], []], \"start_times\": [1, 2, 3]";
        Assert.Equal(2, Assert.Single(Read($"{{{lists}, \"mean_ttft_ms\": 100}}")).Failed);
        Assert.Equal(4, Assert.Single(Read("{\"num_prompts\": 10, \"completed\": 6, \"request_rate\": 1, \"total_input_tokens\": 60, \"total_output_tokens\": 60, \"mean_ttft_ms\": 10}")).Failed);
    }

    [Fact]
    public void Genai_perf_says_the_same_in_both_of_its_forms()
    {
        var json = Assert.Single(Sample("genai-perf.json", out _));
        var csv = Assert.Single(Sample("genai-perf.csv", out _));
        Assert.Equal(Rounded(json), Rounded(csv));
        // The table leaves the load out; throughput times latency is what was in flight.
        Assert.Equal((16, 16), (json.Users!.Value, csv.Users!.Value));
        Assert.NotEmpty(csv.Notes);
        Assert.Equal((550.0, 256.0), (csv.InputTokens, csv.OutputTokens));
    }

    [Fact]
    public void A_table_takes_its_units_from_the_header_or_the_cell()
    {
        var runs = Sample("plain.csv", out _);
        Assert.Equal([8, 64], runs.Select(r => r.Users!.Value));
        Assert.Equal([new(BenchmarkMetric.Ttft, 0.055), new(BenchmarkMetric.Tpot, 0.0095), new(BenchmarkMetric.E2e, 1.26), new(BenchmarkMetric.Throughput, 810)], Rounded(runs[0]));
        Assert.Equal([new(BenchmarkMetric.Ttft, 0.26), new(BenchmarkMetric.Tpot, 0.018), new(BenchmarkMetric.E2e, 2.546)], Rounded(runs[1]));
    }

    [Theory]
    [InlineData("rate", "8", 8)]
    [InlineData("rate (requests/min)", "480", 8)]
    [InlineData("request_rate_rpm", "480", 8)]
    [InlineData("rate_req_per_min", "480", 8)]
    [InlineData("rate", "480 req/min", 8)]
    [InlineData("rate", "8 rps", 8)]
    [InlineData("qps", "8", 8)]
    [InlineData("rate [1/s]", "8", 8)]
    public void A_rate_may_be_in_any_unit_that_it_names(string column, string cell, double rate)
        => Assert.Equal(rate, Assert.Single(Read($"{column},input,output,ttft_ms\n{cell},20,30,4\n")).Rate!.Value, 12);

    [Theory]
    [InlineData("throughput", "810", 810)]
    [InlineData("throughput (tok/s)", "810", 810)]
    [InlineData("output_throughput_tok_s", "810", 810)]
    [InlineData("throughput", "48600 tokens per min", 810)]
    public void A_throughput_may_be_in_any_unit_that_it_names(string column, string cell, double throughput)
        => Assert.Equal(throughput, Assert.Single(Assert.Single(Read($"users,input,output,{column}\n1,20,30,{cell}\n")).Figures).Value, 9);

    [Fact]
    public void A_rate_and_a_bound_that_it_fills_are_users_in_a_closed_loop()
    {
        static string Result(double rate) => FormattableString.Invariant(
            $$"""{"request_rate": {{rate}}, "max_concurrency": 16, "completed": 100, "total_input_tokens": 10000, "total_output_tokens": 10000, "request_throughput": {{Math.Min(rate, 8)}}, "mean_ttft_ms": 20, "mean_tpot_ms": 20}""");
        Assert.Equal(16, Assert.Single(Read(Result(100))).Users); // 8/s of 2 s each: all 16
        Assert.Equal(2.0, Assert.Single(Read(Result(2))).Rate); // four in flight
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\"a\": 1}", "no benchmark that is known: its first keys are 'a'")]
    [InlineData("{\"mean_ttft_ms\": 1,\n \"mean", "file(2): not valid JSON")]
    [InlineData("{\"mean_ttft_ms\": 1, \"completed\": 0}", "no request completed")]
    [InlineData("users,input,output\n1,2,3\n", "lacks columns")]
    [InlineData("users,input,output,ttft\n1,2,3,4\n", "file(2): 'ttft' is '4', without a unit")]
    [InlineData("users,input,output,ttft_ms\n1,2,3,4\n1,2,3\n", "file(3): the row has 3 cells")]
    [InlineData("users,input,output,ttft_ms\n1,2,3,fast\n", "file(2): 'fast' is in no unit")]
    [InlineData("users,input,output,ttft_ms\n1,2,3,-4\n", "file(2): 'ttft' is '-4'")]
    [InlineData("users,input,output,ttft_ms\n1,0,3,4\n", "file(2): 'input' is not at least one token")]
    [InlineData("users,input,output,patience_s\n1,2,3,4\n", "lacks columns")]
    [InlineData("users,input,output,ttft (fortnights)\n1,2,3,4\n", "in no unit of time")]
    [InlineData("users,input,output,ttft_ms,tpot_ms\n1,2,3,4,5\n1,2,3,,\n", "file(3): nothing was measured")]
    [InlineData("users,input,output,ttft_ms,e2e_ms\n1,2,3,40,20\n", "file(2): 'e2e' is less than 'ttft'")]
    [InlineData("arrival_s,input,output,ttft_ms,e2e_ms\n1,2,3,40,50\n2,2,3,40,20\n", "file(3): the last token comes before the first")]
    [InlineData("users,input,output,ttft_ms\n1,2,3,NaN\n", "file(2): 'ttft' is 'NaN', which is no number")]
    [InlineData("users,input,output,ttft_ms,requests\n1,2,3,4,1e300\n", "requests or users: between 1 and")]
    [InlineData("users,input,output,ttft_ms\n1e300,2,3,4\n", "requests or users: between 1 and")]
    [InlineData("users,input,output,ttft_ms\n1,2e300,3,4\n", "tokens are none")]
    [InlineData("rate,input,output,ttft_ms,requests\n1e-300,2,3,4,1000\n", "its requests come over")]
    [InlineData("arrival_s,input,output,ttft_ms,e2e_ms\n1,2,3,40,50\n1e300,2,3,40,50\n", "its requests come over")]
    [InlineData("{\"mean_ttft_ms\": -5, \"completed\": 9, \"max_concurrency\": 1, \"total_input_tokens\": 90, \"total_output_tokens\": 90}", "file: 'mean_ttft_ms' is -5")]
    [InlineData("{\"mean_ttft_ms\": NaN, \"mean_tpot_ms\": 0, \"completed\": 9, \"max_concurrency\": 1, \"total_input_tokens\": 90, \"total_output_tokens\": 90}", "file: nothing was measured")]
    [InlineData("{\"successes\": {\"count\": 9, \"prompt_len\": {\"mean\": 1}, \"output_len\": {\"mean\": 1}, \"latency\": {\"request_latency\": {\"mean\": -1}}}, \"load_summary\": {\"achieved_rate\": 1}}", "'latency.request_latency.mean' is -1")]
    [InlineData("{\"input_sequence_length\": {\"avg\": 9}, \"output_sequence_length\": {\"avg\": 9}, \"request_latency\": {\"avg\": -1, \"unit\": \"ms\"}}", "'request_latency.avg' is -1")]
    [InlineData("Metric,avg\nRequest Latency (ms),-3\n", "file(2): 'Request Latency (ms)' is -3")]
    [InlineData("{\"input_sequence_length\": {\"avg\": 9}, \"output_sequence_length\": {\"avg\": 9}, \"request_latency\": {\"avg\": 1, \"unit\": \"fortnights\"}}", "file: 'request_latency.unit' is in 'fortnights'")]
    [InlineData("{\"input_sequence_length\": {\"avg\": 9}, \"output_sequence_length\": {\"avg\": 9}, \"request_latency\": {\"avg\": 1}}", "file: 'request_latency.unit' names no unit")]
    [InlineData("Metric,avg\nRequest Latency (fortnights),3\n", "file(2): 'Request Latency (fortnights)' is in 'fortnights'")]
    [InlineData("users,input,output,ttft_ms,tpot_ms,ttft (s)\n1,2,3,4,5,6\n", "file(1): 'ttft_ms' and 'ttft (s)' are both 'ttft'")]
    [InlineData("users,input,output,ttft_ms,max_concurrency\n1,2,3,4,1\n", "file(1): 'users' and 'max_concurrency' are both 'concurrency'")]
    [InlineData("rate (requests/fortnight),input,output,ttft_ms\n1,2,3,4\n", "file(1): 'rate (requests/fortnight)' is in no unit of requests over time")]
    [InlineData("rate,input,output,ttft_ms\n1 tok/s,2,3,4\n", "file(2): '1 tok/s' is in no unit of requests over time")]
    [InlineData("users,input,output,throughput (req/s)\n1,2,3,4\n", "file(1): 'throughput (req/s)' is in no unit of output tokens over time")]
    [InlineData("users,input,output,throughput_mb\n1,2,3,4\n", "file(1): 'throughput_mb' is in no unit")]
    [InlineData("users,input (kB),output,ttft_ms\n1,2,3,4\n", "file(1): 'input (kB)' is in no unit of tokens")]
    [InlineData("users,input,output,ttft_ms\n1,2 /,3,4\n", "file(2): '2 /' is in no unit of tokens")]
    [InlineData("arrival_s,input,output,ttft_ms\n1,2,3,4\n", "file(2): a request needs arrival and two of")]
    [InlineData("[{\"start_time\": 1, \"end_time\": 2, \"info\": {\"input_tokens\": 3}}]", "no request has a start")]
    [InlineData("Metric,avg\nRequest Latency (ms),3\n", "are not all there")]
    public void A_file_that_cannot_be_used_says_why_and_what_to_do(string text, string says)
    {
        var problem = Assert.Throws<EvidenceException>(() => Read(text));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Hint ?? (says.Contains("cells", StringComparison.Ordinal) ? "the message has all" : ""));
    }

    [Fact]
    public void A_rate_without_a_number_of_requests_is_said_to_be_simulated_with_so_many()
    {
        Assert.Contains(Assert.Single(Read("rate,input,output,ttft_ms\n1,2,3,4\n")).Notes, note => note.Contains("400 are simulated", StringComparison.Ordinal));
        Assert.Empty(Assert.Single(Read("rate,input,output,ttft_ms,requests\n1,2,3,4,900\n")).Notes);
    }

    [Fact]
    public void Whatever_is_cut_off_or_garbled_is_said_and_never_a_fault()
    {
        foreach (var file in Directory.GetFiles(Folder).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)))
        {
            var bytes = File.ReadAllBytes(file);
            for (var cut = 0; cut < bytes.Length; cut += 37)
            {
                var garbled = (byte[])bytes.Clone();
                garbled[cut] = (byte)"x9\",{[-\n"[cut % 8];
                foreach (var content in (byte[][])[bytes[..cut], garbled])
                    try
                    {
                        Assert.NotEmpty(BenchmarkFile.Read("file", new MemoryStream(content), out _));
                    }
                    catch (EvidenceException)
                    {
                        // said
                    }
            }
        }
    }

    static string Folder => Path.Combine(Repository.Root, "tests", "Orrery.Evidence.Tests", "Benchmarks");

    static ImmutableArray<BenchmarkRun> Sample(string name, out string format)
    {
        using var stream = File.OpenRead(Path.Combine(Folder, name));
        return BenchmarkFile.Read(name, stream, out format);
    }

    static ImmutableArray<BenchmarkRun> Read(string text) => BenchmarkFile.Read("file", new MemoryStream(Encoding.UTF8.GetBytes(text)), out _);

    static IEnumerable<BenchmarkFigure> Rounded(BenchmarkRun run) => run.Figures.Select(f => f with { Value = Math.Round(f.Value, 9) });
}
