using Orrery.Testing;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios.Tests;

public class SessionScenarioTests
{
    const string Rest = """
        model: dense-70b
        systems:
          today: { accelerator: alpha, count: 8, parallelism: { tp: 8 } }
        operation: { grid: usa }

        """;

    const string Everything = Rest + """
        traffic:
          synthetic:
            arrivals: { rate: 3/s }
            input: 100
            output: { median: 50, sigma: 0.5 }
            media: { share: 0.25, count: { min: 1, max: 3 }, tokens: 576 }
            session:
              turns: { min: 2, max: 9 }
              think: { mean: 7 s, max: 1 min }
              shared-tokens: 1200
              opening: { mean: 800 }
              reasoning: { tokens: { median: 600, sigma: 1.25 }, keep: true }
              tools: { calls: { min: 1, max: 4 }, arguments: 60, latency: { median: 500 ms, sigma: 1 }, returns: 900, parallel: 3 }
              branches: { count: 4, input: 25, output: 300 }
              context: { consolidate: 250 }
              context-limit: 60000
              on-failure: continue
              sessions: 77
          closed-loop: { users: 12, think: { min: 1 s, max: 3 s } }
        """;

    [Fact]
    public void A_plan_with_sessions_and_users_is_written_with_all_that_was_given_and_reads_back_as_itself()
    {
        var plan = Scenarios.Plan(Everything);
        var session = plan.Traffic.Synthetic!.Session!;
        Assert.Equal((1200, 60000, true, 77L), (session.SharedTokens, session.ContextLimit, session.ContinueAfterFailure, session.Sessions));
        Assert.Equal(new ContextSpec(ContextKind.Consolidate, 250), session.Context);
        Assert.Equal(new ExponentialDuration(new Seconds(7)) { Max = new Seconds(60) }, session.Think);
        Assert.Equal(new UsersSpec(12, new UniformDuration { Min = new Seconds(1), Max = new Seconds(3) }), plan.Traffic.Users);

        var text = PlanText.Write(plan);
        var again = Scenarios.Plan(text);
        Assert.Equal(text, PlanText.Write(again));
        Assert.Equal(plan.Hash, again.Hash);
        Assert.Equal(session, again.Traffic.Synthetic!.Session);
        Assert.Equal(plan.Traffic.Synthetic.Media, again.Traffic.Synthetic.Media);
        Assert.Equal(plan.Traffic.Users, again.Traffic.Users);
        Assert.DoesNotContain("arrivals", text, StringComparison.Ordinal); // nobody looks at them
    }

    [Fact]
    public void A_system_may_remember_differently_and_everything_else_stays()
    {
        var plan = Scenarios.Plan(Everything.Replace("parallelism: { tp: 8 } }", "parallelism: { tp: 8 }, context: { truncate: 4000 } }\n  full: { accelerator: alpha, count: 8, parallelism: { tp: 8 }, context: full }\n  same: { accelerator: alpha, count: 8, parallelism: { tp: 8 } }", StringComparison.Ordinal));
        ContextSpec[] contexts = [.. plan.Systems.Select(system => plan.TrafficOf(system).Synthetic!.Session!.Context)];
        Assert.Equal([new(ContextKind.Truncate, 4000), new(ContextKind.Full), new(ContextKind.Consolidate, 250)], contexts);
        var again = Scenarios.Plan(PlanText.Write(plan));
        Assert.Equal(plan.Hash, again.Hash);
        Assert.Equal(plan.Systems.Select(static s => s.Context), again.Systems.Select(static s => s.Context));
    }

    [Fact]
    public void A_replay_is_part_of_the_plan()
    {
        var open = Scenarios.Plan(Rest + "traffic: { file: here.csv }");
        var replay = Scenarios.Plan(Rest + "traffic: { file: here.csv, replay: sessions }");
        Assert.Equal(ReplayKind.Sessions, replay.Traffic.Replay);
        Assert.NotEqual(open.Hash, replay.Hash);
        Assert.Equal(ReplayKind.Sessions, Scenarios.Plan(PlanText.Write(replay)).Traffic.Replay);
    }

    [Fact]
    public void A_model_may_have_an_encoder()
    {
        var plan = Scenarios.Plan(Everything.Replace("model: dense-70b", "model: { base: dense-70b, encoder: { parameters: 675e6, positions-per-token: 4 } }", StringComparison.Ordinal));
        Assert.Equal(new EncoderSpec(675e6, 4), plan.Systems[0].Model.Encoder);
        Assert.Equal(plan.Hash, Scenarios.Plan(PlanText.Write(plan)).Hash);
        Assert.NotEqual(plan.Hash, Scenarios.Plan(Everything).Hash);
    }

    [Fact]
    public void The_examples_of_the_page_on_sessions_are_scenarios()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "sessions.md"));
        var examples = page.Split("```yaml").Skip(1).Select(static part => part.Split("```")[0]).ToArray();
        Assert.True(examples.Length >= 6);
        foreach (var example in examples)
        {
            var text = example.Replace("conversations.csv", "here.csv", StringComparison.Ordinal);
            if (!text.Contains("traffic:", StringComparison.Ordinal)) text += Everything[Everything.IndexOf("traffic:", StringComparison.Ordinal)..];
            if (!text.Contains("systems:", StringComparison.Ordinal)) text += "\n" + Rest;
            else text += "\nmodel: llama-3.1-8b\n";
            Scenarios.Plan(text, text.Contains("l40s", StringComparison.Ordinal) ? new CatalogStore(new DiskCatalogFolder(Repository.Catalog)) : null);
        }
    }
}
