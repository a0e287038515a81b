using Orrery.Evaluation;
using Orrery.Hardware;
using Orrery.Workloads.Architectures;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Agents that rewrite what they know into a state of fixed length with every turn, beside agents that append everything.</summary>
sealed class ConstantMemoryAgents : IPublication
{
    public string Id => "mem1";

    public string Title => "MEM1: learning to synergize memory and reasoning for efficient long-horizon agents";

    public string Citation => "Zhou et al., arXiv 2506.15841, Table 1: Qwen2.5 14B Instruct, which appends everything, and MEM1 on 7B; lengths of turns are fitted to its peaks";

    // Searches before the answer. With sixteen objectives the appending agent gives up early.
    static readonly (int Objectives, decimal Append, string Searches, decimal Consolidate)[] Tasks =
        [(2, 1560m, "2", 640m), (8, 4470m, "7", 801m), (16, 3840m, "{ kind: uniform, min: 5, max: 6 }", 1040m)];

    const string Untrained = "how often a trained agent answers correctly is no matter of machines";

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var (append, consolidate) = (default(SessionResult), default(SessionResult));
        foreach (var task in Tasks)
        {
            append = Agent(inputs, "qwen2.5-14b", task.Objectives, task.Searches, "reasoning: { tokens: 280, keep: true }");
            // An answer for each objective: the state keeps what earlier turns found.
            consolidate = Agent(inputs, "qwen2.5-7b", task.Objectives, $"{task.Objectives - 1}", "context: { consolidate: 100 }");
            yield return Number($"MEM1-2 append {task.Objectives}", $"peak context with {task.Objectives} objectives, everything appended", task.Append, append.PeakTokens, "tokens", 0.02) with { Place = "Table 1", Basis = Basis.Fitted };
            yield return Number($"MEM1-2 state {task.Objectives}", $"peak context with {task.Objectives} objectives, a state rewritten every turn", task.Consolidate, consolidate.PeakTokens, "tokens", 0.02) with { Place = "Table 1", Basis = Basis.Fitted };
        }

        yield return Number("MEM1-1 peak", "peak context of appending over that of rewriting, 16 objectives", 3.7m, append!.PeakTokens / consolidate!.PeakTokens, "×") with { Basis = Basis.Fitted };
        yield return Number("MEM1-1 share", "peak context of rewriting, of that of appending", 27.1m, 100 * consolidate.PeakTokens / append.PeakTokens, "%", 0.02) with { Basis = Basis.Fitted };
        yield return Number("MEM1-1 time", "time of rewriting, of that of appending", 29.3m, 100 * consolidate.Served.MeanSeconds / append.Served.MeanSeconds, "%", 0.1) with
        {
            Why = "how many turns and tokens each took, and on which GPU, is not published; here the one that rewrites searches for every objective, the one that appends gives up, both on an H100",
        };
        yield return Unreproducible("MEM1-1 accuracy", "exact matches of rewriting over those of appending, 16 objectives", 3.5m, "×", Untrained);
        double Cache(string model, SessionResult agent) => KvFootprint.Of(inputs.Model(model)).Size((long)agent.PeakTokens, NumberFormat.Bf16).Value;
        yield return Ours("MEM1-3", "key-value cache of the peak of appending over that of rewriting, 16 objectives", Cache("qwen2.5-14b", append) / Cache("qwen2.5-7b", consolidate), "×");
    }

    static SessionResult Agent(PublicationInputs inputs, string model, int objectives, string searches, string memory) => inputs.Run($$"""
        model: {{model}}
        precision: { weights: bf16, activations: bf16, kv: bf16 }
        traffic:
          synthetic:
            arrivals: { rate: 0.001/s }
            input: {{100 + 28 * objectives}}
            output: 20
            session:
              sessions: 24
              turns: 1
              tools: { calls: {{searches}}, arguments: 20, returns: 250, latency: 500 ms }
              {{memory}}
        serving: { prefix-cache: true }
        systems: { one: { accelerator: h100-sxm, count: 1 } }
        """).Systems[0].Simulated!.Sessions!;
}
