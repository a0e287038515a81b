using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Evaluation.Tests;

public sealed class SessionRunTests
{
    static readonly TrafficSpec Agents = new()
    {
        Synthetic = new SyntheticTrafficSpec
        {
            Arrivals = new ArrivalSpec { Rate = new(1) },
            Input = new LogNormalLength(200, 0.8) { Max = 4000 },
            Output = new LogNormalLength(80, 0.6) { Max = 800 },
            Session = new SessionSpec
            {
                Turns = new UniformLength { Min = 1, Max = 3 },
                Think = new ExponentialDuration(new Seconds(5)),
                SharedTokens = 500,
                Sessions = 60,
                Tools = new ToolSpec { Calls = new UniformLength { Min = 2, Max = 8 }, Latency = new ConstantDuration(new Seconds(1)), Returns = new ConstantLength(700) },
            },
        },
    };

    static RunResult Run(Plan plan, int threads) => RunEvaluator.Run(plan, () => throw new InvalidOperationException(), new RunOptions
    {
        ProductVersion = "test",
        Threads = threads,
        Traffic = index => ServedTraffic.Open(plan.TrafficOf(plan.Systems[index]), new RandomStreams((ulong)plan.Seed)).Requests,
    });

    static Plan Compared(bool prefixCache)
    {
        SystemPlan Remembers(string name, ContextSpec context)
        {
            var system = Plans.System(Machines.Llama8B, serving: new ServingSpec { MaxBatchedTokens = 2048, PrefixCache = prefixCache });
            return system with { System = system.System with { Name = name }, Context = context };
        }
        return Plans.Of(Agents.Synthetic!, [], Remembers("full", new(ContextKind.Full)), Remembers("cut", new(ContextKind.Truncate, 1500)), Remembers("state", new(ContextKind.Consolidate, 200)));
    }

    [Fact]
    public void Figures_of_sessions_do_not_depend_on_the_number_of_threads()
    {
        var plan = Compared(prefixCache: true);
        var (one, many) = (Run(plan, 1), Run(plan, 3));
        for (var i = 0; i < 3; i++) Assert.Equal(one.Systems[i].Simulated!.Sessions, many.Systems[i].Simulated!.Sessions);
        Assert.All(one.Systems, static s => Assert.Equal((60, 60), (s.Simulated!.Sessions!.Began, s.Simulated.Sessions.Completed)));
    }

    [Fact]
    public void Bounded_memory_takes_less_cache_and_one_session_costs_its_share_of_everything()
    {
        var run = Run(Compared(prefixCache: true), 3);
        SessionResult Of(int system) => run.Systems[system].Simulated!.Sessions!;
        Assert.True(Of(2).PeakKvBytes < Of(1).PeakKvBytes && Of(1).PeakKvBytes < 0.6 * Of(0).PeakKvBytes);
        // Llama-3.1-8B in 16 bits: 131,072 bytes a token (Grattafiori et al., arXiv 2407.21783: 32 layers, 8 heads of 128).
        Assert.Equal(131_072 * Of(0).PeakTokens, Of(0).PeakKvBytes, 1);
        foreach (var system in run.Systems)
        {
            var simulated = system.Simulated!;
            Assert.Equal(simulated.Energy.JoulesPerToken * simulated.Requests.OutputTokens, simulated.Sessions!.Joules * 60, 1e-6 * simulated.Energy.TotalJoules);
            Assert.Equal(simulated.Requests.OutputTokens, simulated.Sessions.OutputTokens * 60, 1e-3);
        }
    }

    [Fact]
    public void A_run_of_sessions_without_a_prefix_cache_says_so()
    {
        Assert.All(Run(Compared(prefixCache: false), 3).Systems, static s => Assert.Contains(s.Findings, static f => f.Id == "histories-computed-again"));
        Assert.DoesNotContain(Run(Compared(prefixCache: true), 3).Systems[0].Findings, static f => f.Id.StartsWith("histories", StringComparison.Ordinal));
    }
}
