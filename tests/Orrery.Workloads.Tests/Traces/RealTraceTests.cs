using Orrery.Simulation;
using Orrery.Testing;
using Orrery.Workloads.Traces;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Tests.Traces;

public sealed class RealTraceTests
{
    [NeedsSharedFact("traces/AzureLLMInferenceTrace_conv.csv")]
    public void Azure_conversations_match_the_copy_in_whole_microseconds()
    {
        var azure = Read("AzureLLMInferenceTrace_conv.csv", TraceFormat.Azure);
        var copy = Read("anchor_azconv_full.csv", TraceFormat.Csv);
        Assert.Equal(19_366, azure.Count);
        Assert.Equal(azure.Count, copy.Count);
        for (var i = 0; i < azure.Count; i++)
        {
            Assert.Equal((azure[i].InputTokens, azure[i].OutputTokens), (copy[i].InputTokens, copy[i].OutputTokens));
            Assert.True(Math.Abs(azure[i].Arrival.Picoseconds - copy[i].Arrival.Picoseconds) <= 1_000_000, $"request {i}");
        }
    }

    [NeedsSharedFact("traces/AzureLLMInferenceTrace_code.csv")]
    public void Azure_code_has_8819_requests() => Assert.Equal(8_819, Read("AzureLLMInferenceTrace_code.csv", TraceFormat.Azure).Count);

    [NeedsSharedFact("traces/mooncake_conversation_trace.jsonl")]
    public void Mooncake_shares_prefixes_as_published()
    {
        var requests = Read("mooncake_conversation_trace.jsonl", TraceFormat.Mooncake);
        Assert.Equal(12_031, requests.Count);
        Assert.Equal(3536.999, requests[^1].Arrival.TotalSeconds, 1e-9);
        // Mooncake (FAST '25) reports a best possible hit ratio of about 40 % for conversations.
        var seen = new HashSet<long>();
        long hits = 0, blocks = 0;
        foreach (var request in requests)
            foreach (var block in request.Prefix.Span)
            {
                blocks++;
                if (!seen.Add(block)) hits++;
            }
        Assert.InRange((double)hits / blocks, 0.35, 0.45);
    }

    [NeedsSharedFact("traces/mooncake_synthetic_trace.jsonl")]
    public void Mooncake_synthetic_has_3993_requests() => Assert.Equal(3_993, Read("mooncake_synthetic_trace.jsonl", TraceFormat.Mooncake).Count);

    [NeedsSharedFact("traces/llmservingsim_sharegpt_qwen3-32b_300.jsonl")]
    public void LlmServingSim_has_300_requests_of_blocks_of_16()
    {
        var requests = Read("llmservingsim_sharegpt_qwen3-32b_300.jsonl", TraceFormat.LlmServingSim);
        Assert.Equal(300, requests.Count);
        Assert.All(requests, request => Assert.True(request.Prefix.Length == 0 || request.PrefixBlockTokens == 16));
    }

    [NeedsSharedFact("traces/vidur_arxiv_summarization.csv")]
    public void Vidur_lengths_take_a_rate()
    {
        using var stream = Open("vidur_arxiv_summarization.csv");
        var spec = new TrafficSpec { File = "vidur", Arrivals = new() { Rate = new(2) } };
        var source = TrafficSource.Open(spec, new RandomStreams(1), stream);
        var count = 0;
        var last = SimTime.Zero;
        for (; source.TryNext(out var request); count++) last = request.Arrival;
        Assert.Empty(source.Problems);
        Assert.Equal(28_257, count);
        Assert.Equal(2, count / last.TotalSeconds, 0.05);
    }

    [NeedsSharedFact("traces/servegen/multimodal/mm-image/chunk-0-trace.csv")]
    public void ServeGen_reaches_the_rate_of_its_windows()
    {
        using var windows = Open("servegen/multimodal/mm-image/chunk-0-trace.csv");
        using var dataset = Open("servegen/multimodal/mm-image/chunk-0-dataset.json");
        var source = new ServeGenReader(windows, dataset, new RandomStreams(1));
        var count = 0;
        for (var last = SimTime.Zero; source.TryNext(out var request); count++)
        {
            Assert.True(request.Arrival >= last);
            last = request.Arrival;
            Assert.InRange(request.InputTokens, 136 + 525, 372 + 20_000); // text and an image
        }
        Assert.Empty(source.Problems);
        Assert.Equal(1, count / 43_802.0, 0.03); // the sum of rates times 600 s
    }

    static List<Request> Read(string name, TraceFormat format)
    {
        using var stream = Open(name);
        var reader = new TraceReader(stream);
        var requests = new List<Request>();
        while (reader.TryNext(out var request)) requests.Add(request);
        Assert.Equal(format, reader.Format);
        Assert.Empty(reader.Problems);
        return requests;
    }

    static FileStream Open(string name) => File.OpenRead(Path.Combine(Repository.Shared!, "traces", name));
}
