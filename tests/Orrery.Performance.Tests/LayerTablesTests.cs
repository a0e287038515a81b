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

    const string Skew = "pc,n_label,skew_rate_label,kv_big_label,kp_label,alpha,n_samples\n0,n<=8,sr<=40%,kvB<=1k,kp=0,0.25,4\n0,n<=8,sr<=70%,kvB<=1k,kp=0,7,2\n";

    [Theory]
    [InlineData(2, 100, 20, 0.25)] // a mean of 40, a quarter of the way from shortest to longest: in the fitted bucket
    [InlineData(2, 100, 80, 1)] // two thirds: a share over one counts as one
    [InlineData(2, 100, 100, 0)] // equal
    [InlineData(16, 100, 20, 0.125)] // no bucket: the profile's default
    public void Decodes_of_unequal_contexts_lie_a_fitted_share_of_the_way_from_the_mean_to_the_longest(int perLength, int longest, int shortest, double share)
    {
        var timer = new MeasuredTimer(Read(new(Good) { ["skew_fit.csv"] = Skew, ["../meta.yaml"] = "skew_fit:\n  per_tp:\n    1:\n      alpha_default: 0.125\n" })!, new MeasuredEngine(Model(layers: 4), new ParallelismSpec()));
        var shape = default(StepShape);
        StepShapes.AddDecode(ref shape, [Reach.Full], perLength, longest + 1);
        StepShapes.AddDecode(ref shape, [Reach.Full], perLength * (shortest == 20 ? 3 : 1), shortest + 1);
        if (shortest == 80) StepShapes.AddDecode(ref shape, [Reach.Full], perLength, longest + 1);
        timer.Evaluate(shape, out var cost);
        var (decodes, mean) = (shape.DecodeSequences, Math.Floor((shape.DecodeAttended[0] - shape.DecodeSequences) / shape.DecodeSequences));
        var attention = Attention(0, 0, decodes, mean) + share * (Attention(0, 0, decodes, longest) - Attention(0, 0, decodes, mean));
        var expected = 3 * decodes + 4 * (2120 * decodes + attention) + 10 * decodes;
        Assert.Equal(expected * 1e-6, cost.Seconds, expected * 1e-15);
    }

    [Fact]
    public void A_profile_that_says_its_skew_is_not_fitted_is_taken_at_its_word()
    {
        Assert.True(new MeasuredTimer(Read(new(Good) { ["skew_fit.csv"] = Skew })!, new MeasuredEngine(Model(layers: 4), new ParallelismSpec())).NeedsSpread);
        var tables = Read(new(Good) { ["skew_fit.csv"] = Skew, ["../meta.yaml"] = "skew_profile:\n  enabled: true\nskew_fit:\n  enabled: false\n" })!;
        Assert.False(new MeasuredTimer(tables, new MeasuredEngine(Model(layers: 4), new ParallelismSpec())).NeedsSpread);
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

    [Fact]
    public void Data_ranks_in_step_take_as_mostas_the_one_with_most_to_do()
    {
        var alone = new MeasuredTimer(Read(Good)!, new MeasuredEngine(Model(layers: 4), new ParallelismSpec()));
        var ranks = new MeasuredTimer(Read(Good)!, new MeasuredEngine(Model(layers: 4), new ParallelismSpec(Data: 3)));
        var (most, small) = (Step(64, 32, 8, 100), Step(0, 0, 4, 50));
        alone.Evaluate(most, out var expected);
        ranks.EvaluateRanks([small, most, default], out var cost);
        Assert.Equal(expected.Seconds, cost.Seconds);
        ranks.EvaluateRanks([most], out var one);
        Assert.Equal(expected.Seconds, one.Seconds);
    }

    [Theory]
    [InlineData("dense.csv", "", "dense.csv", 0, "empty")]
    [InlineData("dense.csv", "layer,tokens,time\n", "dense.csv", 1, "header")]
    [InlineData("dense.csv", "layer,tokens,time_us\nembedding,1,2\n", "dense.csv", 0, "'qkv_proj' is missing")]
    [InlineData("per_sequence.csv", "layer,sequences,time_us\nlm_head,1,2\nlm_head,2\n", "per_sequence.csv", 3, "numbers")]
    [InlineData("attention.csv", "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n# none\n0,0,1,16,NaN\n", "attention.csv", 3, "numbers")]
    [InlineData("skew_fit.csv", Skew + "0,n<=8,sr<=40%,kvB<=1k,none,0.25,4\n", "skew_fit.csv", 4, "labels")]
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
