using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Performance.Measured;
using Orrery.Performance.Tests;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

/// <summary>The timers that a scenario can name, under every way to advance: many decode steps at once, against the naive engine's one at a time.</summary>
public sealed class TimersAgainstReferenceTests
{
    static readonly Dictionary<string, Func<IStepTimer>> Timers = new()
    {
        ["operators"] = static () => Machines.Model(Machines.Llama8B, Machines.Bf16, new ParallelismSpec()),
        ["operators, decoupled"] = static () => Machines.Model(Machines.Llama8B, Machines.Fp8, new ParallelismSpec(), Machines.H100 with { Execution = ExecutionStyle.Decoupled }),
        ["operators, windows"] = static () => Machines.Model(Windows(), Machines.Bf16, new ParallelismSpec(Tensor: 2)),
        ["operators, experts"] = static () => Machines.Model(Machines.DeepSeekV3, Machines.Fp8, new ParallelismSpec(Tensor: 8, Pipeline: 2)),
        ["measured"] = static () => Tables(skewed: false),
        ["measured, skewed"] = static () => Tables(skewed: true),
        ["fitted"] = static () => new FittedTimer(new(new(4e-3), new(40e-6), new(20e-6), new(30e-9)), [Reach.Full]),
        ["piecewise"] = static () => new FittedTimer(new(default, default, default, new(30e-9)) { Curve = [new(1, new(4e-3)), new(40, new(5e-3)), new(200, new(12e-3))] }, [Reach.Full]),
        ["fitted, windows"] = static () => new FittedTimer(new(new(4e-3), new(40e-6), new(20e-6), new(30e-9)), [new(ReachKind.Window, 128), Reach.Full]),
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var timer in Timers.Keys)
            foreach (var scheduler in (string[])["chunked-prefill", "prefill-first"]) cases.Add(timer, scheduler);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Many_steps_at_once_end_where_one_at_a_time_does(string name, string scheduler)
    {
        var timer = Timers[name]();
        var preemptions = 0L;
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var setup = new ServingSetup
            {
                Timer = timer,
                Kv = new KvLayout([.. timer.Reaches.Select(static _ => 8.0)], 0, new Bytes(8.0 * timer.Reaches.Length * 16 * (80 + 40 * seed))),
                Spec = new ServingSpec { Scheduler = scheduler, MaxBatchedTokens = 256 << (int)(seed % 3), MaxSequences = 24 },
            };
            var requests = Traffic.Poisson(seed, 8 * seed, 40, static sizes => (1 + sizes.NextInt(600), 1 + sizes.NextInt(300))).ToList();
            var outcomes = new List<RequestOutcome>();
            var result = ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
            var naive = new NaiveEngine(setup);
            var expected = naive.Run(requests);
            Assert.Equal(naive.Steps, result.Steps);
            preemptions += result.Preemptions;
            Assert.All(expected.OrderBy(static o => o.Id).Zip(outcomes.OrderBy(static o => o.Id)), static pair =>
            {
                // The sums of the two differ by roundings, each of a picosecond a step at most.
                Assert.Equal(pair.First.FirstToken.Value, pair.Second.FirstToken.Value, 1e-8);
                Assert.Equal(pair.First.Finish.Value, pair.Second.Finish.Value, 1e-8);
                Assert.Equal(pair.First with { FirstToken = default, Finish = default }, pair.Second with { FirstToken = default, Finish = default });
            });
        }
        Assert.True(preemptions > 5, $"only {preemptions} preemptions were exercised");
    }

    static ModelSpec Windows() => Machines.Llama8B with
    {
        Layers = [.. Machines.Llama8B.Layers.Select(static (layer, i) => i % 2 == 0 ? layer : layer with { Mixer = (AttentionSpec)layer.Mixer with { Reach = new(ReachKind.Window, 128) } })],
    };

    // Slopes that differ between grid points, so that runs of steps have bends in them.
    static MeasuredTimer Tables(bool skewed)
    {
        var files = new Dictionary<string, string>
        {
            ["dense.csv"] = "layer,tokens,time_us\n" + string.Join('\n',
                from layer in (string[])["embedding", "final_layernorm", "layernorm", "qkv_proj", "rotary_emb", "o_proj", "gate_up_proj", "act_fn", "down_proj"]
                from tokens in new[] { 1, 16, 64, 2048 }
                select $"{layer},{tokens},{20 + 0.02 * tokens * Math.Sqrt(tokens)}"),
            ["per_sequence.csv"] = "layer,sequences,time_us\nlm_head,1,70\nlm_head,64,90\nsampler,1,3\nsampler,64,6\n",
            ["attention.csv"] = "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n" + string.Join('\n',
                from chunk in new[] { 0, 64, 512 } from cached in new[] { 0, 256 } from decodes in new[] { 0, 8, 32 } from context in new[] { 16, 128, 512 }
                select $"{chunk},{cached},{decodes},{context},{5 + 0.01 * chunk * (1 + 0.01 * cached) + 1e-4 * decodes * context * Math.Sqrt(context)}"),
        };
        if (skewed) files["skew_fit.csv"] = "pc,n_label,skew_rate_label,kv_big_label,kp_label,alpha,n_samples\n0,n<=8,sr<=40%,kvB<=1k,kp=0,0.25,4\n0,n<=32,sr<=70%,kvB<=1k,kp=0,0.5,2\n";
        var problems = new List<TableProblem>();
        var tables = LayerTables.Read(file => files.TryGetValue(file, out var text) ? new StringReader(text) : null, problems);
        Assert.Empty(problems);
        return new MeasuredTimer(tables!, new MeasuredEngine(Machines.Llama8B, new ParallelismSpec()));
    }
}
