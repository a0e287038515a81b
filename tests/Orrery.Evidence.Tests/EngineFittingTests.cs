using Orrery.Serving;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class EngineFittingTests
{
    // Building every engine of the runs takes longer than fitting them.
    static readonly EvidenceSystems Systems = Catalogs.Systems();

    static RecordedRun Run(int i, EngineOverheads truth)
    {
        var (users, layers, experts) = (1 << i % 8, 30 + 13 * (i % 5), i % 3 == 0 ? 0 : 30 + 13 * (i % 5));
        var point = new EvidencePoint { Set = "s", Id = $"{i}", Metric = Metric.Tpot, System = $"s{i % 3}", Model = $"m{i % 5}", Engine = "e", Measured = 1, Predicted = 1e-3 * (1 + i % 11) };
        var alone = 0.05 + 0.01 * (i % 7);
        var run = new RecordedRun(point, users, layers, experts, new BenchmarkStart(scale => scale * (alone + 0.01 * users), alone) { Running = users, InPieces = i % 2 == 0, ExpertTokens = 1000.0 * experts }, 1) { Architecture = $"m{i % 5}" };
        return run with { Point = point with { Measured = run.Tpot(truth) }, MeasuredTtft = run.Ttft(truth) };
    }

    [Fact]
    public void The_overheads_that_made_runs_are_found()
    {
        var truth = new EngineOverheads(new(0.3e-3), new(20e-6), new(6e-6), new(15e-6), new(0.03), new(1e-3), 2, 1.4, new(100e-9));
        RecordedRun[] runs = [.. Enumerable.Range(0, 200).Select(i => Run(i, truth))];
        var fit = EngineFitter.Fit(runs);

        Assert.All(runs, run => Assert.InRange(run.Tpot(fit) / run.Point.Measured, 0.98, 1.02));
        Assert.True(runs.Average(run => Math.Abs(run.Ttft(fit) / run.MeasuredTtft - 1)) < 0.03);
    }

    [Fact]
    public void What_is_held_back_is_not_fitted_to()
    {
        // Runs of one model take three times as long before a first token: a fit that had seen any of them would say more than the others do.
        var truth = new EngineOverheads(new(0.3e-3), new(20e-6), new(6e-6), new(15e-6), new(0.03), new(1e-3), 2, 1.4);
        var runs = Enumerable.Range(0, 300).Select(i => Run(i, truth)).Select(run => run.Architecture == "m3" ? run with { MeasuredTtft = 3 * run.MeasuredTtft } : run).ToList();
        var held = HeldOutRuns.Predict(runs).Where(p => p is { Fold: "by whole model", Point.Metric: Metric.Ttft }).ToLookup(p => p.Point.Model == "m3");
        Assert.All(held[true], p => Assert.InRange(p.Point.Measured / p.Point.Predicted, 2.5, 3.5));
        Assert.All(held[true], p => Assert.False(p.WithinInterval));
        Assert.True(held[false].Average(p => Math.Abs(p.Point.Error)) < 0.1);
    }

    [Fact]
    public void A_release_moves_towards_its_own_runs_and_no_further_than_they_ask()
    {
        var all = new EngineOverheads(new(0.3e-3), new(20e-6), new(6e-6), new(15e-6), new(0.03), new(1e-3), 2, 1.4);
        var release = new EngineOverheads(new(0.6e-3), new(40e-6), new(12e-6), new(30e-6), all.Request, all.User, all.Waits, all.Prompt);
        RecordedRun[] runs = [.. Enumerable.Range(0, 400).Select(i => Run(i, release))];
        Assert.InRange(EngineFitter.FitRelease(runs, all).Layer.Value / all.Layer.Value, 1.5, 2.05);
        Assert.InRange(EngineFitter.FitRelease(runs[..10], all).Layer.Value / all.Layer.Value, 1, 1.5);
    }

    [NeedsSharedFact("measured/aic_silicon_e2e.csv")]
    public void The_overheads_in_the_program_are_what_the_runs_give()
    {
        foreach (var engine in EngineCalibration.Fit(Catalogs.Measured, Systems, ranges: false))
            foreach (var release in engine.Releases)
            {
                var (fit, known) = (release.Overheads, Systems.Overheads(engine.Name, release.Version));
                Assert.Equal(fit.Step.Value, known.Step.Value, 0.01 * fit.Step.Value + 1e-9);
                Assert.Equal(fit.Sequence.Value, known.Sequence.Value, 0.01 * fit.Sequence.Value + 1e-9);
                Assert.Equal(fit.Layer.Value, known.Layer.Value, 0.01 * fit.Layer.Value + 1e-9);
                Assert.Equal(fit.ExpertLayer.Value, known.ExpertLayer.Value, 0.01 * fit.ExpertLayer.Value + 1e-9);
                Assert.Equal(fit.Prompt, known.Prompt, 0.01);
            }
    }

    [NeedsSharedFact("measured/aic_silicon_e2e.csv")]
    public void Runs_that_overheads_were_not_fitted_to_are_within_their_bounds_and_four_in_five_within_their_intervals()
    {
        var unseen = EngineCalibration.CrossValidate(Catalogs.Measured, Systems);
        double Median(string fold, Metric metric) => ErrorStatistics.Of([.. unseen.Where(p => p.Fold == fold && p.Point.Metric == metric).Select(p => p.Point)])!.MedianError;
        Assert.True(Median("at random", Metric.Tpot) < 0.12);
        Assert.True(Median("by whole model", Metric.Tpot) < 0.15);
        Assert.True(Median("by whole system", Metric.Tpot) < 0.15);
        Assert.True(Median("at random", Metric.Ttft) < 0.25);
        foreach (var kind in unseen.GroupBy(p => (p.Fold, p.Point.Metric)))
            Assert.InRange(kind.Average(p => p.WithinInterval ? 1.0 : 0), 0.745, 0.855);
    }
}
