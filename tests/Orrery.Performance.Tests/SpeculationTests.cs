using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance.Tests;

public sealed class SpeculationTests
{
    static readonly ModelSpec Small = Machines.Llama("llama-3.2-1b", 16, 2048, 32, 8, 8192);

    static StepModel Llama70B { get; } = Machines.Model(Machines.Llama70B, Machines.Fp8, new(Tensor: 8));

    static StepShape Verify(StepModel model, int sequences, long context, int drafted) => StepShapes.Decode(model.Reaches, sequences, context, drafted);

    [Fact]
    public void Verifying_a_draft_reads_weights_and_cache_once_and_computes_every_token()
    {
        var plain = Llama70B.Breakdown(Verify(Llama70B, 4, 8000, 0)).ToDictionary(op => op.Name);
        var verify = Llama70B.Breakdown(Verify(Llama70B, 4, 8000, 3)).ToDictionary(op => op.Name);
        foreach (var name in new[] { "attention.qkv", "mlp.up", "head.logits" })
        {
            Assert.Equal(4, verify[name].Flops / plain[name].Flops, 1e-9);
            Assert.InRange(verify[name].MemoryBytes / plain[name].MemoryBytes, 1, 1.02); // activations apart
        }
        // Queries at 8000, 8001, 8002 and 8003 tokens of context, over one cache of 8003.
        Assert.Equal((8000 + 8001 + 8002 + 8003) / 8000.0, verify["attention.decode"].Flops / plain["attention.decode"].Flops, 1e-9);
        Assert.InRange(verify["attention.decode"].MemoryBytes / plain["attention.decode"].MemoryBytes, 1, 1.01);
    }

    [Fact]
    public void Verifying_a_few_tokens_of_one_sequence_takes_hardly_longer_than_decoding_one_and_of_many_it_takes_arithmetic()
    {
        var ideal = Machines.Model(Machines.Llama70B, Machines.Fp8, new(Tensor: 8), mode: PerformanceMode.Ideal);
        Assert.InRange(Ratio(1), 1, 1.05);
        Assert.InRange(Ratio(4096), 3, 4.01);

        double Ratio(int sequences) => ideal.Cost(Verify(ideal, sequences, 500, 3)).Seconds / ideal.Cost(Verify(ideal, sequences, 500, 0)).Seconds;
    }

    [Fact]
    public void A_draft_of_k_tokens_takes_k_passes_of_the_small_model()
    {
        var draft = Machines.Model(Small, Machines.Bf16, new(Tensor: 8));
        var timer = new SpeculativeTimer(Llama70B, draft);
        var shape = Verify(Llama70B, 16, 2000, 5);
        timer.Evaluate(shape, out var cost);
        var target = Llama70B.Cost(shape);
        var passes = Enumerable.Range(0, 5).Select(i => draft.Cost(draft.Decode(16, 2000 + i))).ToArray();
        Assert.Equal(passes.Sum(pass => pass.Seconds), cost.DraftSeconds, 1e-4 * cost.DraftSeconds);
        Assert.Equal(target.Seconds + cost.DraftSeconds, cost.Seconds, 1e-12);
        Assert.Equal(target.Joules + passes.Sum(pass => pass.Joules), cost.Joules, 1e-4 * cost.Joules);
        Assert.Equal(target.ReadBytes[0] + passes.Sum(pass => pass.ReadBytes[0]), cost.ReadBytes[0], 1e-4 * cost.ReadBytes[0]);
    }

    [Fact]
    public void The_small_model_computes_the_prompts_as_well()
    {
        var draft = Machines.Model(Small, Machines.Bf16, new(Tensor: 8));
        var shape = Llama70B.Prefill(2, 1000);
        new SpeculativeTimer(Llama70B, draft).Evaluate(shape, out var cost);
        var prompts = draft.Prefill(2, 1000) with { SampledSequences = 0 };
        Assert.Equal(Llama70B.Cost(shape).Seconds + draft.Cost(prompts).Seconds, cost.Seconds, 1e-12);
    }

    [Fact]
    public void Drafts_without_a_model_cost_nothing_and_steps_without_drafts_cost_what_they_did()
    {
        var timer = new SpeculativeTimer(Llama70B, null);
        foreach (var shape in new[] { Llama70B.Decode(32, 700), Llama70B.Prefill(3, 500) })
        {
            timer.Evaluate(shape, out var cost);
            Assert.Equal(Llama70B.Cost(shape).Seconds, cost.Seconds);
            Assert.Equal(0, cost.DraftSeconds);
        }
    }

    [Fact]
    public void A_drafter_with_windows_sees_them_where_its_model_does_not()
    {
        var windowed = Small with { Layers = [.. Small.Layers.Select((layer, i) => i % 2 == 0 ? layer : layer with { Mixer = (AttentionSpec)layer.Mixer with { Reach = new(ReachKind.Window, 512) } })] };
        var draft = Machines.Model(windowed, Machines.Bf16, new(Tensor: 8));
        var timer = new SpeculativeTimer(Llama70B, draft);
        Assert.Equal([Reach.Full, new Reach(ReachKind.Window, 512)], timer.Reaches.AsEnumerable());
        timer.Evaluate(StepShapes.Decode(timer.Reaches, 8, 10_000, 3), out var cost);
        Assert.Equal(3 * draft.Cost(draft.Decode(8, 10_001)).Seconds, cost.DraftSeconds, 1e-5 * cost.DraftSeconds);
    }

    [Fact]
    public void A_prediction_head_holds_a_layer_and_a_projection_and_shares_the_embeddings()
    {
        var graph = Drafter.Prediction(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8, Expert: 8));
        // DeepSeek-V3's head: "14B ... of the Multi-Token Prediction (MTP) Module weights", embedding and output head of 0.9B each included; one byte each.
        Assert.InRange(graph.WeightBytesPerDevice * 8 / 1e9, 11, 13);
        Assert.Equal(OperatorGraph.Build(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8, Expert: 8)).KvBytesPerToken[0] / 61, graph.KvBytesPerToken[0], 1e-9);
    }

    [Fact]
    public void An_eagle_head_of_a_model_of_experts_is_dense()
    {
        var graph = Drafter.Eagle(Machines.DeepSeekV3, Machines.Fp8, new(Tensor: 8, Expert: 8));
        Assert.InRange(graph.WeightBytesPerDevice * 8 / 1e9, 0.5, 2);
        Assert.DoesNotContain(graph.Operators, placed => placed.Operator.Name == "moe.experts");
    }

    [Fact]
    public void The_drafter_takes_room_from_the_cache_and_a_part_of_what_a_token_takes_in_it()
    {
        var (target, draft) = (OperatorGraph.Build(Machines.Llama70B, Machines.Fp8, new(Tensor: 8)), Drafter.Model(Small, Machines.Bf16, new(Tensor: 8)));
        var alone = MemoryPlanner.Plan(target, Machines.H100, new(), 0.9, 8192, 256);
        var both = MemoryPlanner.Plan(target, Machines.H100, new(), 0.9, 8192, 256, draft, 3);
        Assert.Equal(draft.WeightBytesPerDevice, (both.WeightsPerDevice - alone.WeightsPerDevice).Value, 1.0);
        // Logits of three drafted tokens more for each of 256 sequences, at four bytes.
        var logits = 256.0 * 3 * 128256 * 4;
        Assert.Equal(8 * (draft.WeightBytesPerDevice + logits), (alone.Kv.Capacity - both.Kv.Capacity).Value, 100.0);
        Assert.Equal(alone.Kv.BytesPerToken[0] + 16 * 2 * 8 * 128 * 2, both.Kv.BytesPerToken[0], 1e-6);
    }
}
