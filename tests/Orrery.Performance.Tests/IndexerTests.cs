using Orrery.Hardware;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance.Tests;

/// <summary>Sparse attention beside the full attention that it stands in for.</summary>
public sealed class IndexerTests
{
    static readonly ModelSpec s_full = Machines.DeepSeekV3;
    static readonly AcceleratorSpec s_roomy = Machines.H100 with { Memory = [Machines.Hbm3 with { Capacity = new(4e12) }] };

    static ModelSpec Sparse(int top) => s_full with
    {
        Layers = [.. s_full.Layers.Select(l => l with { Mixer = (LatentAttentionSpec)l.Mixer with { Indexer = new(64, 128, top) } })],
    };

    static StepModel Bound(ModelSpec model, ParallelismSpec? parallelism = null, PerformanceMode mode = PerformanceMode.Calibrated)
        => Machines.Model(model, Machines.Fp8, parallelism ?? new(8), s_roomy, mode);

    static (double Seconds, double Flops, double Bytes) Without(StepModel model, StepShape shape, string prefix)
    {
        var rows = model.Breakdown(shape).Where(row => !row.Name.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        return (rows.Sum(static r => r.Seconds), rows.Sum(static r => r.Flops), rows.Sum(static r => r.MemoryBytes));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(4, 2)]
    public void Where_more_is_picked_than_there_is_attention_is_full_and_the_indexer_comes_to_it(int tensor, int pipeline)
    {
        var (full, sparse) = (Bound(s_full, new(tensor, pipeline)), Bound(Sparse(1 << 20), new(tensor, pipeline)));
        foreach (var of in (Func<StepModel, StepShape>[])[m => m.Decode(16, 5000), m => m.Prefill(2, 3000), m => StepShapes.Prefill(m.Reaches, 1, 4000, 512), m => StepShapes.Decode(m.Reaches, 4, 900, 3)])
        {
            var (a, b) = (Without(full, of(full), "indexer"), Without(sparse, of(sparse), "indexer"));
            Assert.Equal(a.Seconds, b.Seconds, 1e-9 * a.Seconds);
            Assert.Equal(a.Flops, b.Flops, 1e-9 * a.Flops);
            Assert.Equal(a.Bytes, b.Bytes, 1e-9 * a.Bytes);
            Assert.True(sparse.Cost(of(sparse)).Seconds > full.Cost(of(full)).Seconds);
        }
    }

    [Fact]
    public void A_decode_reads_the_keys_of_all_tokens_and_the_vectors_of_those_picked()
    {
        var model = Bound(Sparse(2048), mode: PerformanceMode.Ideal);
        OperatorCost Row(string name, long context) => model.Breakdown(model.Decode(32, context)).Single(row => row.Name == name);
        double Attention(long context) => Row("attention.decode", context).MemoryBytes;
        Assert.Equal(Attention(2048), Attention(100_000));
        Assert.True(Attention(2047) < Attention(2048));
        // A key of 132 bytes is read, and a score of four written and read, on each of the 61 layers.
        Assert.Equal(61.0 * 32 * (132 + 8) * 60_000, Row("indexer.decode", 100_000).MemoryBytes - Row("indexer.decode", 40_000).MemoryBytes, 1);
        Assert.Equal(61.0 * 32 * 2 * 64 * 129 * 60_000, Row("indexer.decode", 100_000).Flops - Row("indexer.decode", 40_000).Flops, 1);
    }

    [Fact]
    public void A_longer_context_never_takes_less_and_past_what_is_picked_grows_more_slowly()
    {
        var (full, sparse) = (Bound(s_full), Bound(Sparse(2048)));
        var last = 0.0;
        for (var context = 1; context < 200_000; context += 1 + context / 8)
        {
            var now = sparse.Cost(sparse.Decode(64, context)).Seconds;
            Assert.True(now >= last * (1 - 1e-12), $"{context}");
            last = now;
        }
        double Slope(StepModel m) => m.Cost(m.Decode(64, 120_000)).Seconds - m.Cost(m.Decode(64, 60_000)).Seconds;
        Assert.InRange(Slope(sparse) / Slope(full), 0.05, 0.5);
    }

    // 278,528 FLOPs a pair of the latent against 81,920 expanded: 2,048 of a token's are as many as all of 6,963.
    [Theory]
    [InlineData(0, 2048, false)]
    [InlineData(0, 8192, false)]
    [InlineData(60_000, 4096, true)]
    public void Prompts_take_the_kernel_with_less_arithmetic(int computed, int tokens, bool picks)
    {
        var model = Bound(Sparse(2048), mode: PerformanceMode.Ideal);
        var flops = model.Breakdown(StepShapes.Prefill(model.Reaches, 1, computed, tokens)).Single(static row => row.Name == "attention.prefill").Flops;
        var expected = picks ? 278_528.0 * ReachMath.Pairs(new(ReachKind.Picked, 2048), computed, tokens) : 81_920.0 * ReachMath.Pairs(Reach.Full, computed, tokens);
        Assert.Equal(61 * expected / 8, flops, 1e-9 * flops);
    }

    [Fact]
    public void The_cache_has_room_for_every_token_and_its_keys()
    {
        var graph = OperatorGraph.Build(Sparse(2048), Machines.Bf16, new(1));
        Assert.Equal([61.0 * (576 * 2 + 132), 0], graph.KvBytesPerToken.AsEnumerable());
        Assert.Equal(61.0 * 576 * 2 * 50_000, graph.FootprintOf("attention.decode", 50_000).CacheBytes);
        Assert.Equal(61.0 * 132 * 50_000, graph.FootprintOf("indexer.decode", 50_000).CacheBytes);
        var (with, without) = (graph.WeightBytesPerDevice, OperatorGraph.Build(s_full, Machines.Bf16, new(1)).WeightBytesPerDevice);
        Assert.Equal(2 * 61.0 * (1536 * 8192 + 7168 * 128 + 7168 * 64 + 256), with - without, 1);
    }

    [Fact]
    public void Tensor_ranks_score_with_all_heads_each()
    {
        double Seconds(int tensor)
        {
            var model = Bound(Sparse(2048), new(tensor));
            return model.Breakdown(model.Decode(8, 20_000)).Where(static row => row.Name.StartsWith("indexer", StringComparison.Ordinal)).Sum(static row => row.Seconds);
        }
        Assert.Equal(Seconds(1), Seconds(8), 1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_shared_context_is_kept_scored_by_every_token_and_picked_from(bool perSequence)
    {
        const long Length = 50_000;
        StepModel With(SharedContextSpec? context)
        {
            var graph = OperatorGraph.Build(Sparse(2048), Machines.Fp8, new(8), context: context);
            return new(graph, s_roomy, Machines.Plan(graph, s_roomy), PerformanceMode.Ideal);
        }

        var (without, with) = (With(null), With(new(Length, perSequence)));
        // A vector of 576 bytes and a key of 132 on each of the 61 layers.
        Assert.Equal(61.0 * Length * (576 + 132), with.Graph.ContextBytesPerDevice, 1);
        var step = with.Decode(16, 4000);
        var rows = with.Breakdown(step).ToDictionary(static row => row.Name);
        Assert.Equal(61.0 * Length * (132 * (perSequence ? 16 : 1) + 16 * 8), rows["indexer.shared"].MemoryBytes, 1);
        Assert.Equal(61.0 * 16 * 2 * 64 * 129 * Length, rows["indexer.shared"].Flops, 1);
        // As much is picked as of a sequence's own, whose new vector is written too.
        Assert.Equal(rows["attention.decode"].Flops, rows["attention.shared"].Flops, 1);
        Assert.Equal(61.0 * 16 * 576, rows["attention.decode"].MemoryBytes - rows["attention.shared"].MemoryBytes, 1);
        Assert.True(with.Cost(step).Seconds > without.Cost(step).Seconds);
        var prompt = with.Prefill(1, 2000);
        Assert.True(with.Cost(prompt).Seconds > without.Cost(prompt).Seconds);
        // A prompt reads all of it once.
        Assert.InRange(with.Breakdown(prompt).Single(static row => row.Name == "attention.shared.prefill").MemoryBytes, 61.0 * Length * 576, double.PositiveInfinity);
    }
}
