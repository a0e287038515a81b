using Orrery.Performance.Measured;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance.Tests;

public sealed class LayerTablesTests
{
    static readonly Dictionary<string, string> Good = new()
    {
        // Every layer costs its tokens times a number of its own, so that every sum is known.
        ["dense.csv"] = "# a comment\nlayer,tokens,time_us\n" + string.Join('\n',
            from layer in new (string Name, int Slope)[] { ("embedding", 1), ("final_layernorm", 2), ("layernorm", 10), ("qkv_proj", 100), ("rotary_emb", 200), ("o_proj", 300), ("gate_up_proj", 400), ("act_fn", 500), ("down_proj", 600) }
            from tokens in new[] { 1, 16, 2048 }
            select $"{layer.Name},{tokens},{layer.Slope * tokens}"),
        ["per_sequence.csv"] = "layer,sequences,time_us\nlm_head,1,7\nlm_head,2,14\nsampler,1,3\nsampler,2,6\n",
        ["attention.csv"] = "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n" + string.Join('\n',
            from chunk in new[] { 0, 64 } from cached in new[] { 0, 32 } from decodes in new[] { 0, 8 } from context in new[] { 16, 128 }
            select $"{chunk},{cached},{decodes},{context},{Attention(chunk, cached, decodes, context)}"),
    };

    static double Attention(double chunk, double cached, double decodes, double context) => 5 + chunk * (1 + cached) + decodes * (2 + context);

    [Theory]
    [InlineData(0, 0, 3, 100)] // between grid points
    [InlineData(40, 10, 5, 60)]
    [InlineData(100, 64, 20, 1000)] // beyond them
    public void A_step_is_the_sum_of_its_layers_and_multilinear_in_what_it_holds(int chunk, int cached, int decodes, int context)
    {
        var timer = new MeasuredTimer(Read(Good)!, new MeasuredEngine(Model(layers: 4), new ParallelismSpec()));
        timer.Evaluate(Step(chunk, cached, decodes, context), out var cost);
        var tokens = chunk + decodes;
        var sequences = decodes + (chunk > 0 ? 1 : 0);
        var expected = 3 * tokens + 4 * (2120 * tokens + Attention(chunk, cached, decodes, context)) + 10 * sequences;
        Assert.Equal(expected * 1e-6, cost.Seconds, expected * 1e-15);
    }

    [Fact]
    public void Tensor_ranks_reduce_twice_a_layer_around_a_ring()
    {
        var alone = new MeasuredTimer(Read(Good)!, new MeasuredEngine(Model(layers: 4), new ParallelismSpec()));
        var ranks = new MeasuredTimer(Read(Good)!, new MeasuredEngine(Model(layers: 4), new ParallelismSpec(Tensor: 4)) { LinkBandwidth = new(1e9), LinkLatency = new(1e-6) });
        var step = Step(0, 0, 8, 100);
        alone.Evaluate(step, out var one);
        ranks.Evaluate(step, out var four);
        Assert.Equal(4 * 2 * (1.5 * 8 * 64 * 2 / 1e9 + 6e-6), four.Seconds - one.Seconds, 1e-12);
        Assert.Equal(four.Seconds - one.Seconds, four.LinkSeconds, 1e-12);
    }

    [Theory]
    [InlineData("dense.csv", "", "dense.csv", 0, "empty")]
    [InlineData("dense.csv", "layer,tokens,time\n", "dense.csv", 1, "header")]
    [InlineData("dense.csv", "layer,tokens,time_us\nembedding,1,2\n", "dense.csv", 0, "'qkv_proj' is missing")]
    [InlineData("per_sequence.csv", "layer,sequences,time_us\nlm_head,1,2\nlm_head,2\n", "per_sequence.csv", 3, "numbers")]
    [InlineData("attention.csv", "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n# none\n0,0,1,16,NaN\n", "attention.csv", 3, "numbers")]
    [InlineData("moe.csv", "tokens,activated_experts,time_us\n1,8,-1\n", "moe.csv", 2, "not negative")]
    public void What_is_wrong_with_a_table_is_said_with_its_line(string file, string text, string where, int line, string what)
    {
        var problems = new List<TableProblem>();
        Assert.Null(Read(new(Good) { [file] = text }, problems));
        Assert.Contains(problems, p => p.File == where && p.Line == line && p.Message.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_that_is_not_there_is_a_problem_unless_it_is_of_experts()
    {
        var problems = new List<TableProblem>();
        var without = new Dictionary<string, string>(Good);
        without.Remove("attention.csv");
        Assert.Null(Read(without, problems));
        Assert.Equal(new TableProblem("attention.csv", 0, "the table is missing"), Assert.Single(problems));
        Assert.False(Read(Good)!.HasExperts);
    }

    static LayerTables? Read(Dictionary<string, string> files, List<TableProblem>? problems = null)
    {
        var found = problems ?? [];
        var tables = LayerTables.Read(file => files.TryGetValue(file, out var text) ? new StringReader(text) : null, found);
        if (problems is null) Assert.Empty(found);
        return tables;
    }

    static StepShape Step(int chunk, int cached, int decodes, int context)
    {
        var shape = default(StepShape);
        if (chunk > 0) StepShapes.AddPrefill(ref shape, [Reach.Full], 1, cached, chunk, completes: true);
        if (decodes > 0) StepShapes.AddDecode(ref shape, [Reach.Full], decodes, context + 1); // the table counts cached tokens, without the new one
        return shape;
    }

    static ModelSpec Model(int layers) => new()
    {
        Name = "small",
        Title = "small",
        Hidden = 64,
        Vocabulary = 100,
        ContextLength = 4096,
        Layers = [.. Enumerable.Repeat(new LayerSpec(new AttentionSpec { Heads = 4, KvHeads = 4, HeadDim = 16 }, new DenseSpec { Width = 128 }), layers)],
    };
}
