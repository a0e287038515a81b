using Orrery.Serving;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class EngineFittingTests
{
    static RecordedRun Run(int i, EngineOverheads truth)
    {
        var (users, layers, experts) = (1 << i % 8, 30 + 13 * (i % 5), i % 3 == 0 ? 0 : 30 + 13 * (i % 5));
        var point = new EvidencePoint { Set = "s", Id = $"{i}", Metric = Metric.Tpot, System = "a", Model = $"m{i % 5}", Engine = "e", Measured = 1, Predicted = 1e-3 * (1 + i % 11) };
        var run = new RecordedRun(point, users, users, layers, experts, new BenchmarkStart(0.05 + 0.01 * (i % 7), 0.01, users, 0, 1000), 1);
        var tpot = run.Tpot(truth);
        return run with { Point = point with { Measured = tpot }, MeasuredTtft = run.Start.Ttft(truth, tpot) };
    }

    [Fact]
    public void The_overheads_that_made_runs_are_found()
    {
        var truth = new EngineOverheads(new(0.3e-3), new(20e-6), new(6e-6), new(15e-6), new(0.03), new(1e-3), 2, 1.4);
        RecordedRun[] runs = [.. Enumerable.Range(0, 200).Select(i => Run(i, truth))];
        var fit = EngineFitter.Fit(runs);

        Assert.All(runs, run => Assert.InRange(run.Tpot(fit) / run.Point.Measured, 0.98, 1.02));
        Assert.True(runs.Average(run => Math.Abs(run.Start.Ttft(fit, run.Tpot(fit)) / run.MeasuredTtft - 1)) < 0.03);
    }

    [Fact]
    public void A_first_token_waits_for_all_prompts_before_its_own_once_in_ten_times()
    {
        var none = new EngineOverheads(default, default, default, default);
        Assert.Equal(2, new BenchmarkStart(2, 0.5, 1, 0, 100).Ttft(none, 0.01), 12);
        Assert.Equal(2 + 0.1 * 20 / 2 * 0.5, new BenchmarkStart(2, 0.5, 21, 0, 100).Ttft(none, 0.01), 12);
        // Half as many again wait for half a life.
        Assert.Equal(2 + 0.1 * 19 / 2 * 0.5 + 0.5 * (100 * 0.01 + 2), new BenchmarkStart(2, 0.5, 20, 10, 100).Ttft(none, 0.01), 12);
    }

    [NeedsSharedFact("measured/aic_silicon_e2e.csv")]
    public void The_overheads_in_the_program_are_what_the_runs_give()
    {
        foreach (var (engine, _, fit) in EngineCalibration.Fit(Catalogs.Measured, Catalogs.Systems()))
        {
            var known = Catalogs.Systems().Overheads(engine);
            Assert.Equal(fit.Step.Value, known.Step.Value, 0.01 * fit.Step.Value + 1e-9);
            Assert.Equal(fit.Sequence.Value, known.Sequence.Value, 0.01 * fit.Sequence.Value + 1e-9);
            Assert.Equal(fit.Layer.Value, known.Layer.Value, 0.01 * fit.Layer.Value + 1e-9);
            Assert.Equal(fit.ExpertLayer.Value, known.ExpertLayer.Value, 0.01 * fit.ExpertLayer.Value + 1e-9);
        }
    }

    [NeedsSharedFact("measured/aic_silicon_e2e.csv")]
    public void Runs_that_overheads_were_not_fitted_to_are_within_their_bounds_and_four_in_five_within_their_intervals()
    {
        var unseen = EngineCalibration.CrossValidate(Catalogs.Measured, Catalogs.Systems());
        double Median(string fold) => ErrorStatistics.Of([.. unseen.Where(p => p.Fold == fold && p.Point.Metric == Metric.Tpot).Select(p => p.Point)])!.MedianError;
        Assert.True(Median("at random") < 0.12);
        Assert.True(Median("by whole model") < 0.15);
        Assert.True(Median("by whole system") < 0.15);
        foreach (var metric in new[] { Metric.Tpot, Metric.Ttft })
            Assert.InRange(unseen.Where(p => p.Fold == "at random" && p.Point.Metric == metric).Average(p => p.WithinInterval ? 1.0 : 0), 0.75, 0.85);
    }
}
