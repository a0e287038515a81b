using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Orrery.Evaluation;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Simulation;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class SystemFitTests
{
    // Without measured kernels, so that fits of those change nothing here.
    const string Machine = "accelerator: { base: h100-sxm, calibration: null }";

    static readonly SystemCalibration Truth = new() { Prefill = 1.35, Decode = 1.15, Step = new(1.2e-3), Sequence = new(30e-6), FirstToken = new(40e-3) };

    [Fact]
    public void A_system_that_differs_in_known_numbers_is_found_again_through_noise()
    {
        var plan = Plan(Machine);
        var fit = SystemFit.Fit(plan, plan.Systems[0], Measure(plan, noise: 0.02, 1, 2, 4, 8, 16, 32, 64, 128, 160));
        var found = fit.Calibration;
        Assert.Equal(Truth.Prefill, found.Prefill, 0.15);
        Assert.Equal(Truth.Sequence.Value, found.Sequence.Value, 8e-6);
        Assert.Equal(Truth.FirstToken.Value, found.FirstToken.Value, 4e-3);
        // Longer steps and slower kernels look much alike; what they mean together is known more closely than each.
        foreach (var batch in (int[])[1, 32, 256])
            Assert.Equal(Step(plan, Truth, batch), Step(plan, found, batch), 0.03 * Step(plan, Truth, batch));
        Assert.All(fit.Scores, score => Assert.True(score.Helps == true && score.HeldBack < 0.5 * score.Before && score.HeldBack < 0.05, $"{score}"));
        Assert.All(fit.Scores.Where(s => s.Metric is BenchmarkMetric.Tpot or BenchmarkMetric.Throughput), score => Assert.True(score.Range is { Low: > 0.9 and < 1, High: > 1 and < 1.1 }, $"{score}"));
    }

    [Fact]
    public void A_system_as_the_catalog_has_it_stays_as_it_is()
    {
        var plan = Plan(Machine);
        var fit = SystemFit.Fit(plan, plan.Systems[0], Measure(plan, noise: 0, truth: null, 1, 8, 64));
        Assert.Equal(1, fit.Calibration.Prefill, 0.02);
        Assert.Equal(1, fit.Calibration.Decode, 0.01);
        Assert.InRange(fit.Calibration.Step.Value, 0, 3e-5);
        Assert.Equal(3, fit.Folds); // each point by itself
    }

    [Fact]
    public void One_point_moves_a_system_only_part_of_the_way()
    {
        var plan = Plan(Machine);
        ImmutableArray<BenchmarkFigure> figures = [new(BenchmarkMetric.Ttft, 1, IsMedian: true), new(BenchmarkMetric.Tpot, 1)];
        var run = new BenchmarkRun { Name = "one", Rate = 4, Requests = 400, InputTokens = 1000, OutputTokens = 128, Figures = figures };
        var one = SystemFit.Fit(plan, plan.Systems[0], [Served(plan, run, Truth)]);
        // It does not tell which of the numbers it is: none goes much past what is true.
        Assert.InRange(one.Calibration.Prefill, 1, 1.15 * Truth.Prefill);
        Assert.InRange(one.Calibration.Step.Value, 0, 1.15 * Truth.Step.Value);
        Assert.Equal(0, one.Folds);
        Assert.Null(one.Calibration.Tpot);
        // Nothing was held back: there is no such number to show, and nobody knows whether it helps.
        Assert.All(one.Figures, figure => Assert.Null(figure.HeldBack));
        Assert.All(one.Scores, score => Assert.True(score is { HeldBack: null, Bias: null, Range: null, Helps: null }, $"{score}"));
        // All the same the point itself is met: five numbers can.
        Assert.All(one.Scores, score => Assert.True(score.Fitted < 0.05 && score.Fitted < score.Before, $"{score}"));
    }

    [Fact]
    public void What_is_held_back_is_predicted_alike_whatever_was_measured_there()
    {
        var plan = Plan(Machine);
        var runs = Measure(plan, noise: 0.01, 1, 8, 32, 128);
        var other = runs.SetItem(1, runs[1] with { Figures = [.. runs[1].Figures.Select(f => f with { Value = 1.7 * f.Value })] });
        double?[] Held(ImmutableArray<BenchmarkRun> measured) => [.. SystemFit.Fit(plan, plan.Systems[0], measured).Figures.Where(f => f.Point == runs[1].Name).Select(f => f.HeldBack)];
        Assert.Equal(Held(runs), Held(other)); // to the last digit
    }

    [Fact]
    public void One_outlier_of_nine_does_not_carry_the_fit_away()
    {
        var plan = Plan(Machine);
        var runs = Measure(plan, noise: 0.01, 1, 2, 4, 8, 16, 32, 64, 128, 160);
        var spoilt = runs.SetItem(4, runs[4] with { Figures = [.. runs[4].Figures.Select(f => f with { Value = 3 * f.Value })] });
        var fit = SystemFit.Fit(plan, plan.Systems[0], spoilt).Calibration;
        foreach (var batch in (int[])[1, 32, 256])
            Assert.Equal(Step(plan, Truth, batch), Step(plan, fit, batch), 0.06 * Step(plan, Truth, batch));
    }

    [Fact]
    public void Past_saturation_a_queue_grows_as_long_as_the_benchmark_ran()
    {
        var plan = Plan(Machine);
        double Ttft(int requests, double rate) => Served(plan, new BenchmarkRun { Name = "rate", Rate = rate, Requests = requests, InputTokens = 2000, OutputTokens = 128, Figures = [new(BenchmarkMetric.Ttft, 1)] }, null).Figures[0].Value;
        // A hundred prompts of 2,000 tokens a second are several times what it computes: the mean wait is that of the middle of the run.
        Assert.InRange(Ttft(1600, 100) / Ttft(400, 100), 3.5, 4.5);
        // Where it keeps up a longer run says the same.
        Assert.InRange(Ttft(1600, 1) / Ttft(400, 1), 0.9, 1.1);
    }

    [Fact]
    public void The_same_benchmark_gives_the_same_bytes()
    {
        var plan = Plan("accelerator: l40s");
        var runs = Measure(plan, noise: 0.03, 2, 20, 100);
        Assert.Equal(SystemFit.Fit(plan, plan.Systems[0], runs).Calibration.ToYaml(), SystemFit.Fit(plan, plan.Systems[0], runs).Calibration.ToYaml());
    }

    [Fact]
    public void What_is_written_reads_back_and_is_in_the_scenarios_identity()
    {
        var plan = Plan(Machine);
        var written = (Truth with { Ttft = new(0.7, 1.4), Tpot = new(0.95, 1.05), Fitted = "a sweep: 8 runs" }).ToYaml();
        var with = Plan("accelerator: h100-sxm, calibration: mine.yaml", path => path.EndsWith("mine.yaml", StringComparison.Ordinal) ? written : null);
        Assert.Equal(Truth with { Ttft = new(0.7, 1.4), Tpot = new(0.95, 1.05), Fitted = "a sweep: 8 runs" }, with.Systems[0].Calibration);
        Assert.NotEqual(plan.Hash, with.Hash);
        var again = new ScenarioReader(Catalog).Read("again", new StringReader(PlanText.Write(with)), new());
        Assert.Equal(with.Hash, again?.Hash);
    }

    [NeedsSharedFact("measured/llmservingsim_vllm_requests.csv")]
    public void Recorded_requests_of_vllm_on_a_card_that_was_never_measured_bring_it_within_a_few_per_cent()
    {
        var table = MeasuredTable.Read("requests", Catalogs.Measured("llmservingsim_vllm_requests.csv")!);
        var text = new StringBuilder("arrival_s,input,output,ttft_ms,e2e_ms\n");
        foreach (var row in table.Rows.Where(r => r.Text("example") == "RTX4090/Llama-3.1-8B"))
            text.Append(CultureInfo.InvariantCulture, $"{row.Text("arrival_s")},{row.Text("input_toks")},{row.Text("output_toks")},{row.Text("ttft_from_queue_ms")},{row.Text("e2e_from_queue_ms")}\n");
        var runs = BenchmarkFile.Read("requests.csv", new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), out _);
        var plan = Plan("accelerator: rtx4090", serving: "max-batched-tokens: 2048, max-sequences: 256, kv-blocks: 2588");
        var fit = SystemFit.Fit(plan, plan.Systems[0], runs);
        var tpot = fit.Scores.Single(s => s.Metric == BenchmarkMetric.Tpot);
        var ttft = fit.Scores.Single(s => s.Metric == BenchmarkMetric.Ttft);
        Assert.True(tpot is { Points: 8, HeldBack: < 0.05 } && tpot.HeldBack < 0.5 * tpot.Before, $"{tpot}");
        Assert.True(ttft is { Points: 8, HeldBack: < 0.06 } && ttft.HeldBack < 0.5 * ttft.Before, $"{ttft}");
    }

    static double Step(Plan plan, SystemCalibration calibration, int batch)
    {
        var timer = EngineModel.Build(plan.Systems[0] with { Calibration = calibration }).Timer!;
        timer.Evaluate(StepShapes.Decode(timer.Reaches, batch, 600), out var cost);
        return cost.Seconds;
    }

    static ImmutableArray<BenchmarkRun> Measure(Plan plan, double noise, params ReadOnlySpan<int> users) => Measure(plan, noise, Truth, users);

    // A benchmark of a system whose numbers are known: served, and each figure off by a little.
    static ImmutableArray<BenchmarkRun> Measure(Plan plan, double noise, SystemCalibration? truth, params ReadOnlySpan<int> users)
    {
        var source = new RandomSource(11);
        var runs = ImmutableArray.CreateBuilder<BenchmarkRun>();
        foreach (var count in users)
        {
            ImmutableArray<BenchmarkFigure> all = [new(BenchmarkMetric.Ttft, 1, IsMedian: true), new(BenchmarkMetric.Tpot, 1), new(BenchmarkMetric.E2e, 1), new(BenchmarkMetric.Throughput, 1)];
            var run = new BenchmarkRun { Name = $"{count} users", Users = count, Requests = 10 * count, InputTokens = 512, OutputTokens = 128, Figures = all };
            runs.Add(Served(plan, run, truth, source, noise));
        }
        return runs.ToImmutable();
    }

    static BenchmarkRun Served(Plan plan, BenchmarkRun run, SystemCalibration? truth, RandomSource? source = null, double noise = 0)
    {
        var exact = new BenchmarkReplay(plan, plan.Systems[0], [run], BenchmarkPoint.Of([run])).Predict(truth);
        return run with { Figures = [.. run.Figures.Zip(exact, (figure, value) => figure with { Value = value * Math.Exp(source is null ? 0 : noise * source.NextNormal()) })] };
    }

    static CatalogStore Catalog { get; } = new(new DiskCatalogFolder(Repository.Catalog));

    static Plan Plan(string system, Func<string, string?>? read = null, string serving = "max-batched-tokens: 2048, max-sequences: 256")
    {
        var diagnostics = new DiagnosticBag();
        var plan = new ScenarioReader(Catalog) { ReadTable = read ?? (_ => null) }.Read("mine.scenario.yaml", new StringReader($$"""
            model: llama-3.1-8b
            precision: { weights: bf16, activations: bf16, kv: bf16 }
            traffic: { synthetic: { arrivals: { rate: 1/s }, input: { kind: constant, tokens: 1 }, output: { kind: constant, tokens: 1 } } }
            serving: { {{serving}} }
            systems: { mine: { {{system}} } }
            """), diagnostics);
        Assert.True(plan is not null, string.Join("\n", diagnostics.All));
        return plan;
    }
}
