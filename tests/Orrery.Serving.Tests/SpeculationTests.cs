using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Testing;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class SpeculationTests
{
    // Tokens are nearly free beside what every step costs: the memory-bound regime.
    static readonly AffineTimer Bound = new(0.01, perToken: 1e-9);

    // Each token costs as much as a tenth of a step: at sixty sequences the arithmetic counts.
    static readonly BentTimer Bent = new(perToken: 1e-4, perAttended: 1e-9, floor: 3e-3, Reach.Full);

    static SpeculationSpec Spec(AcceptanceSpec acceptance, int? lookahead = 4) => new() { Method = DraftMethod.Ngram, Lookahead = lookahead, Acceptance = acceptance };

    static ServingSetup Setup(IStepTimer timer, SpeculationSpec? speculation) => new()
    {
        Timer = timer,
        Kv = new KvLayout([1.0], 0, new Bytes(1e6)),
        Spec = new ServingSpec { Speculation = speculation, MaxBatchedTokens = 2048 },
    };

    static ServingResult Serve(ServingSetup setup, int users, int completions = 200, int output = 200) => ServingSimulation.Run(
        new ClosedLoop { Users = users, Completions = completions, Requests = new Traffic(Enumerable.Range(0, completions + users).Select(id => new Request(id, default, 100, output))) }, setup);

    [Fact]
    public void Drafts_that_never_stand_change_no_token_and_save_no_time()
    {
        foreach (var timer in new IStepTimer[] { Bound, Bent })
        {
            var (plain, drafted) = (Serve(Setup(timer, null), 8), Serve(Setup(timer, Spec(new AcceptanceRate(0))), 8));
            Assert.Equal(plain.OutputTokens, drafted.OutputTokens);
            Assert.Equal(plain.Completed, drafted.Completed);
            Assert.True(drafted.Tpot.Mean.Value >= plain.Tpot.Mean.Value);
            Assert.True(drafted.Makespan.Value >= plain.Makespan.Value);
            Assert.Equal(0, drafted.Speculation!.Value.Accepted);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Free_drafts_that_always_stand_divide_the_time_per_token_by_their_length_and_one(int lookahead)
    {
        // 1 + 50 (k + 1) tokens: whole drafts after the first.
        var output = 1 + 50 * (lookahead + 1);
        var result = Serve(Setup(Bound, Spec(new AcceptanceRate(1), lookahead)), 1, 20, output);
        Assert.Equal(0.01 / (lookahead + 1), result.Tpot.Mean.Value, 1e-6);
        Assert.Equal(0, result.Speculation!.Value.Drafted - result.Speculation.Value.Kept);
    }

    public static TheoryData<string> Acceptances => ["rate", "positions", "counts", "measured", "replay"];

    static AcceptanceSpec Acceptance(string kind) => kind switch
    {
        "rate" => new AcceptanceRate(0.7),
        "positions" => new AcceptanceByPosition([0.8, 0.55, 0.4, 0.3]),
        "counts" => new AcceptedCounts([0.3, 0.2, 0.1, 0.1, 0.3]),
        "measured" => MeasuredAcceptances.All.Single(m => m.Name == "glm-5.2-mtp-thinking"),
        _ => new ReplayedAcceptance("record", "", [1, 2, 5, 3, 3, 1, 4]),
    };

    [Theory]
    [MemberData(nameof(Acceptances))]
    public void The_mean_of_what_comes_out_of_a_verification_is_the_closed_form(string kind)
    {
        var acceptance = Acceptance(kind);
        var totals = Serve(Setup(Bound, Spec(acceptance)), 16, 2000).Speculation!.Value;
        // The standard deviation of a count from 0 to 4 is at most 2: four of them over the root of the sample.
        Assert.Equal(acceptance.MeanLength(4), totals.MeanLength, 8 / Math.Sqrt(totals.Drafts));
        Assert.Equal(4 * totals.Drafts, totals.Drafted);
    }

    [Fact]
    public void The_geometric_form_is_its_sum_and_is_inverted()
    {
        foreach (var (rate, drafted) in new[] { (0.1, 1), (0.5, 3), (0.8, 5), (0.95, 8) })
        {
            var mean = (1 - Math.Pow(rate, drafted + 1)) / (1 - rate);
            Assert.Equal(mean, new AcceptanceRate(rate).MeanLength(drafted), 1e-12);
            Assert.Equal(rate, AcceptanceRate.FromMeanLength(drafted, mean), 1e-9);
        }
    }

    [Fact]
    public void A_measured_acceptance_has_the_mean_that_was_measured_at_every_length_of_draft()
    {
        foreach (var measured in MeasuredAcceptances.All)
            for (var drafted = 1; drafted <= measured.Positions; drafted++)
                Assert.Equal(measured.MeanLengths[drafted - 1], measured.MeanLength(drafted), 1e-6);
    }

    [NeedsSharedFact("measured/inferencex_spec_accept_len.csv")]
    public void The_table_of_measured_acceptances_is_what_was_measured()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Shared!, "measured/inferencex_spec_accept_len.csv")).SkipWhile(line => !line.StartsWith("file,", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split(',')).GroupBy(f => (f[0], f[2]))
            .Select(group => string.Join(" ", group.OrderBy(f => int.Parse(f[3])).Select(f => double.Parse(f[4]))));
        Assert.Equal(rows.Order(), MeasuredAcceptances.All.Select(m => string.Join(" ", m.MeanLengths)).Order());
    }

    [Fact]
    public void Every_token_that_was_asked_for_comes_out_once()
    {
        var outcomes = new List<RequestOutcome>();
        var requests = Traffic.Poisson(3, 2000, 300, sizes => (1 + sizes.NextInt(40), 1 + sizes.NextInt(290))).ToList();
        var setup = Setup(Bent, Spec(new AcceptanceRate(0.75))) with { Kv = new KvLayout([1.0], 0, new Bytes(2000)), Sink = outcomes.Add };
        var result = ServingSimulation.Run(new Traffic(requests), setup);
        Assert.Equal(requests.Sum(r => (long)r.OutputTokens), result.OutputTokens);
        Assert.Equal(requests.Select(r => (r.Id, r.OutputTokens)).Order(), outcomes.Select(o => (o.Id, o.OutputTokens)).Order());
        // The first token of each, one at the end of each gap, and what stood of drafts.
        Assert.Equal(result.OutputTokens, requests.Count + result.Itl.Count + result.Speculation!.Value.Kept);
        Assert.True(result.Preemptions > 0);
    }

    [Fact]
    public void Choosing_the_draft_before_each_step_is_about_as_good_as_the_best_fixed_one_at_every_load()
    {
        foreach (var acceptance in new[] { new AcceptanceRate(0.5), new AcceptanceRate(0.85) })
        {
            foreach (var users in new[] { 1, 16, 64, 200 })
            {
                var best = new[] { 0, 1, 2, 4, 8 }.Max(k => Rate(Serve(Setup(Bent, Spec(acceptance, k)), users, 50 + users, 100)));
                var adaptive = Serve(Setup(Bent, Spec(acceptance, null)), users, 50 + users, 100);
                Assert.True(Rate(adaptive) > 0.97 * best, $"{users} users at {acceptance.Rate}: {Rate(adaptive):0} tokens/s against {best:0}");
            }
        }

        var busy = Serve(Setup(Bent, Spec(new AcceptanceRate(0.5), null)), 200).Speculation!.Value;
        var idle = Serve(Setup(Bent, Spec(new AcceptanceRate(0.5), null)), 1).Speculation!.Value;
        Assert.True(busy.Drafted < 0.1 * busy.Steps && idle.Drafted > 3 * idle.Steps);

        static double Rate(ServingResult result) => result.OutputTokens / result.Makespan.Value;
    }

    [Fact]
    public void A_seed_gives_the_same_run_and_another_seed_another()
    {
        ServingResult Run(long seed) => Serve(Setup(Bent, Spec(new AcceptanceRate(0.6))) with { Seed = seed, Replicas = 3 }, 20);
        Assert.Equal(Run(1).Makespan, Run(1).Makespan);
        Assert.NotEqual(Run(1).Makespan, Run(2).Makespan);
    }

    [Fact]
    public void What_comes_out_of_a_step_together_is_one_gap()
    {
        var result = Serve(Setup(Bound, Spec(new AcceptanceRate(1), 4)), 1, 10, 101);
        Assert.Equal(10 * 20, result.Itl.Count);
        Assert.Equal(0.01, result.Itl.Mean.Value, 1e-6);
        Assert.Equal(0.002, result.Tpot.Mean.Value, 1e-6);
    }

    [Fact]
    public void Stepping_sequences_one_by_one_allocates_nothing()
    {
        var setup = Setup(Bent, Spec(new AcceptanceRate(0.7)));
        Bytes(2_000); // warm
        var (some, many) = (Bytes(2_000), Bytes(20_000));
        Assert.True(many - some < 200_000, $"{many - some} B for ten times the steps");

        long Bytes(int output)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Serve(setup, 4, 8, output);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
