using System.Text;
using Orrery.Simulation;
using Orrery.Workloads.Traces;

namespace Orrery.Workloads.Tests.Traces;

public sealed class TraceReaderTests
{
    [Fact]
    public void Azure_is_a_wall_clock_of_hundred_nanoseconds()
    {
        var (reader, requests) = Read("TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 23:59:59.9999999,374,44\r\n2023-11-17 00:00:00.0000000,396,109\r\n2023-11-17T00:00:01Z,5,6");
        Assert.Equal(TraceFormat.Azure, reader.Format);
        Assert.Equal([0, 100_000, 1_000_000_100_000], requests.Select(request => request.Arrival.Picoseconds));
        Assert.Equal([(374, 44), (396, 109), (5, 6)], requests.Select(request => (request.InputTokens, request.OutputTokens)));
        Assert.Equal([0, 1, 2], requests.Select(request => request.Id));
    }

    [Fact]
    public void Azure_with_images_and_offsets_reads_as_well()
    {
        var (reader, requests) = Read("TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930+00:00,1,10,20\n2024-05-10 02:00:01.009930+02:00,0,11,21\n");
        Assert.Equal(TraceFormat.Azure, reader.Format);
        Assert.Equal([0, 1_000_000_000_000], requests.Select(request => request.Arrival.Picoseconds));
    }

    [Fact]
    public void BurstGpt_counts_seconds_and_failures_are_left_out()
    {
        var (reader, requests) = Read("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,Conversation log\n45,ChatGPT,1087,0,1087,Conversation log\n118,GPT-4,417,276,693,Conversation log\n");
        Assert.Equal(TraceFormat.BurstGpt, reader.Format);
        Assert.Equal(1, reader.Skipped);
        Assert.Equal([0, 113], requests.Select(request => request.Arrival.TotalSeconds));
        Assert.Equal([0, 1], requests.Select(request => request.Id));
    }

    [Fact]
    public void BurstGpt_3_has_sessions()
    {
        var (_, requests) = Read("Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n5.5,7,1.0,ChatGPT,472,18,490,\"Conversation, log\"\n6.0,,2.0,ChatGPT,10,18,28,x\n7.0,abc,2.0,ChatGPT,10,18,28,x\n8.0,abc,2.0,ChatGPT,10,18,28,x\n");
        Assert.Equal(7, requests[0].Session);
        Assert.Equal(-1, requests[1].Session);
        Assert.True(requests[2].Session >= 0);
        Assert.Equal(requests[2].Session, requests[3].Session);
    }

    [Fact]
    public void Mooncake_counts_milliseconds_and_names_prefixes()
    {
        var (reader, requests) = Read("""
            {"timestamp": 27482, "input_length": 1100, "output_length": 52, "hash_ids": [46, 47, 2353]}
            {"timestamp": 30535, "input_length": 512, "output_length": 26, "hash_ids": [46]}
            """);
        Assert.Equal(TraceFormat.Mooncake, reader.Format);
        Assert.Equal(3.053, requests[1].Arrival.TotalSeconds, 1e-12);
        Assert.Equal([46, 47, 2353], requests[0].Prefix.ToArray());
        Assert.Equal(512, requests[0].PrefixBlockTokens);
    }

    [Theory]
    [InlineData("arrived_at,num_prefill_tokens,num_decode_tokens\n1.5,10,20\n2.5e0,11,21\n", TraceFormat.Vidur)]
    [InlineData("request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size\n0,0,0,1.5,1,10,20\n1,0,0,2.5,1,11,21\n", TraceFormat.Splitwise)]
    [InlineData("request_id,arrival_us,input_tokens,output_tokens\n0,1500000,10,20\n1,2500000,11,21\n", TraceFormat.Csv)]
    [InlineData("arrival_ns,input_tokens,output_tokens\n1500000000,10,20\n2500000000,11,21\n", TraceFormat.Csv)]
    [InlineData("\uFEFFPrompt Tokens,Completion Tokens,Arrival_s\n10,20.0,1.5\n\n11,21.0,2.5\n", TraceFormat.Csv)]
    [InlineData("{\"arrival_s\":1.5,\"input_tokens\":10,\"output_tokens\":20,\"model\":{\"name\":[1]}}\n{\"output_tokens\":21,\"input_tokens\":11,\"arrival_s\":2.5}\n", TraceFormat.JsonLines)]
    [InlineData("{\"arrival_time_ns\":1500000000,\"input_toks\":10,\"output_toks\":20}\n{\"arrival_time_ns\":2500000000,\"input_toks\":11,\"output_toks\":21}", TraceFormat.LlmServingSim)]
    public void The_same_traffic_reads_the_same_in_every_format(string text, TraceFormat format)
    {
        var (reader, requests) = Read(text);
        Assert.Equal(format, reader.Format);
        Assert.Equal([(0.0, 10, 20), (1.0, 11, 21)], requests.Select(request => (request.Arrival.TotalSeconds, request.InputTokens, request.OutputTokens)));
    }

    [Fact]
    public void Priorities_are_read_and_missing_ones_are_zero()
    {
        var (_, rows) = Read("arrival_s,input_tokens,output_tokens,priority\n0,10,2,3\n1,10,2,\n2,10,2,-1\n4,10,2,2.0\n");
        Assert.Equal([3, 0, -1, 2], rows.Select(request => request.Priority));
        var (words, none) = Read("arrival_s,input_tokens,output_tokens,priority\n0,10,2,high\n", sound: false);
        Assert.Empty(none);
        Assert.Equal(("ORR3104", 2, 8), (words.Problems.Single().Id, words.Problems.Single().Line, words.Problems.Single().Column));
        var (_, objects) = Read("""
            {"arrival_s":0,"input_tokens":10,"output_tokens":2,"Priority":4}
            {"arrival_s":0,"input_tokens":10,"output_tokens":2,"priority":null}
            {"arrival_s":0,"input_tokens":10,"output_tokens":2,"priority":"-5"}
            """);
        Assert.Equal([4, 0, -5], objects.Select(request => request.Priority));
    }

    [Fact]
    public void Tenants_are_told_apart_by_name_in_order_of_appearance()
    {
        var (reader, rows) = Read("arrival_s,input_tokens,output_tokens,User ID\n0,10,2,anna\n1,10,2,\n2,10,2,bert\n4,10,2,\"anna\"\n");
        Assert.Equal([0, -1, 1, 0], rows.Select(request => request.Tenant));
        Assert.Equal(["anna", "bert"], reader.Tenants);
        var (objects, requests) = Read("""
            {"arrival_s":0,"input_tokens":10,"output_tokens":2,"tenant":7}
            {"arrival_s":0,"input_tokens":10,"output_tokens":2}
            {"arrival_s":0,"input_tokens":10,"output_tokens":2,"tenant":"Zoë"}
            """);
        Assert.Equal([0, -1, 1], requests.Select(request => request.Tenant));
        Assert.Equal(["7", "Zoë"], objects.Tenants);
    }

    [Fact]
    public void A_new_name_with_every_request_does_not_fill_the_memory()
    {
        var (reader, rows) = Read("arrival_s,input_tokens,output_tokens,tenant\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},10,2,t{i}\n")));
        Assert.Equal(1001, reader.Tenants.Count);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => Math.Min(i, 1000)), rows.Select(request => request.Tenant));
        Assert.Equal(TenantNames.Others, reader.Tenants[^1]);
    }

    [Fact]
    public void Blocks_of_llm_serving_sim_keep_their_size()
    {
        var (_, requests) = Read("""{"arrival_time_ns":1,"input_toks":64,"output_toks":2,"block_size":32,"block_ids":[5,6]}""");
        Assert.Equal(32, requests[0].PrefixBlockTokens);
        Assert.Equal([5, 6], requests[0].Prefix.ToArray());
    }

    [Fact]
    public void Equal_token_prefixes_get_equal_block_identities()
    {
        var shared = string.Join(",", Enumerable.Range(1, 32));
        var (_, requests) = Read($$"""
            {"arrival_time_ns":1,"input_toks":40,"output_toks":2,"input_tok_ids":[{{shared}},7,7,7,7,7,7,7,7]}
            {"arrival_time_ns":2,"input_toks":48,"output_toks":2,"input_tok_ids":[{{shared}},8,8,8,8,8,8,8,8,8,8,8,8,8,8,8,8]}
            {"arrival_time_ns":3,"input_toks":32,"output_toks":2,"input_tok_ids":[0,{{shared[..^3]}}]}
            """);
        Assert.Equal(2, requests[0].Prefix.Length);
        Assert.Equal(requests[0].Prefix.ToArray(), requests[1].Prefix.ToArray()[..2]);
        Assert.NotEqual(requests[0].Prefix.Span[0], requests[2].Prefix.Span[0]);
    }

    [Fact]
    public void Turns_of_an_agent_follow_the_tools_before_them_and_interleave_with_other_sessions()
    {
        var (reader, requests) = Read("""
            {"arrival_time_ns":1000000000,"sub_requests":[{"input_toks":10,"output_toks":1,"tool_duration_ns":3000000000},{"input_toks":20,"output_toks":2,"tool_duration_ns":1000000000},{"input_toks":30,"output_toks":3}]}
            {"arrival_time_ns":2500000000,"input_toks":99,"output_toks":9}
            {"arrival_time_ns":6000000000,"sub_requests":[{"input_toks":40,"output_toks":4}]}
            """);
        Assert.Equal(TraceFormat.LlmServingSim, reader.Format);
        Assert.Equal([(0.0, 10), (1.5, 99), (3.0, 20), (4.0, 30), (5.0, 40)], requests.Select(request => (request.Arrival.TotalSeconds, request.InputTokens)));
        Assert.Equal([0, -1, 0, 0, 2], requests.Select(request => request.Session));
        Assert.Equal([0, 1, 2, 3, 4], requests.Select(request => request.Id));
    }

    [Fact]
    public void Lengths_without_arrivals_take_a_process()
    {
        const string text = "num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n3772,54,3826,69.85\n2015,156,2171,12.9\n";
        var spec = new ArrivalSpec { Family = GapFamily.Constant, Rate = new(4) };
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var reader = new TraceReader(stream, new(spec, new RandomSource(1)));
        Assert.Equal([0.25, 0.5], Drain(reader).Select(request => request.Arrival.TotalSeconds));
        Assert.Empty(reader.Problems);
        var (without, none) = Read(text, sound: false);
        Assert.Empty(none);
        Assert.Equal("ORR3112", Assert.Single(without.Problems).Id);
    }

    [Fact]
    public void A_row_of_csv_allocates_nothing()
    {
        var text = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
        for (var i = 0; i < 2000; i++) text.Append($"2023-11-16 18:15:46.{i:0000000},{i + 1},7\n");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
        var reader = new TraceReader(stream);
        for (var i = 0; i < 100; i++) Assert.True(reader.TryNext(out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 800; i++) reader.TryNext(out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_line_of_a_gigabyte_is_refused_in_constant_memory()
    {
        foreach (var start in new[] { "TIMESTAMP,ContextTokens,GeneratedTokens\n", "{\"timestamp\":0,\"input_length\":1,\"output_length\":1}\n", "" })
        {
            using var stream = new LongLine(Encoding.UTF8.GetBytes(start), 1L << 30);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var reader = new TraceReader(stream);
            while (reader.TryNext(out _)) { }
            Assert.Equal("ORR3110", reader.Problems[^1].Id);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20);
        }
    }

    [Fact]
    public void A_file_of_nothing_but_errors_is_given_up_after_a_hundred()
    {
        var (reader, requests) = Read("arrival_s,input_tokens,output_tokens\n" + string.Concat(Enumerable.Repeat("x,1,1\n", 5000)), sound: false);
        Assert.Empty(requests);
        Assert.Equal(101, reader.Problems.Count);
        Assert.Equal("ORR3111", reader.Problems[^1].Id);
    }

    static (TraceReader Reader, List<Request> Requests) Read(string text, bool sound = true)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var reader = new TraceReader(stream);
        var requests = Drain(reader);
        if (sound) Assert.Empty(reader.Problems);
        return (reader, requests);
    }

    static List<Request> Drain(IRequestSource source)
    {
        var requests = new List<Request>();
        while (source.TryNext(out var request)) requests.Add(request);
        return requests;
    }

    // Some text, then the letter a for ever, without a line break.
    sealed class LongLine(byte[] start, long length) : Stream
    {
        long _position;

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = (int)Math.Min(count, length - _position);
            for (var i = 0; i < count; i++, _position++) buffer[offset + i] = _position < start.Length ? start[_position] : (byte)'a';
            return count;
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
