using Orrery.Serving;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class LaunchFittingTests
{
    static PromptBatch[] Batches()
    {
        var systems = Catalogs.Systems();
        var text = string.Join('\n',
            from hardware in new[] { "a100-80gb", "h100-80gb" }
            from tensor in new[] { 2, 4, 8 }
            from shape in new[] { (128, 1), (512, 1), (2048, 1), (8192, 1), (512, 4), (512, 16), (512, 32) }
            select $"llama2-70b,{hardware},{shape.Item1},{shape.Item2},128,1,1,{tensor}");
        return [.. PromptAndTokenTimes.Batches(MeasuredTable.Read("t.csv", new StringReader("model,hardware,prompt_size,batch_size,token_size,prompt_time,token_time,tensor_parallel\n" + text)), systems, new("t"))];
    }

    [Fact]
    public void Launches_that_made_batches_are_found()
    {
        var truth = new EngineOverheads(new(5e-3), new(0.4e-3), default, default) { Launch = new(new(15e-6), 2.5, 2, 0.3, new(32 << 20)) };
        PromptBatch[] batches = [.. Batches().Select(batch => batch.Times(truth).ToArray() is [var prompt, var token] ? batch with { Point = batch.Point with { Measured = prompt.Predicted }, TokenSeconds = token.Predicted } : batch)];
        Assert.Equal(42, batches.Length);
        var fit = LaunchCalibration.Fit(batches);
        Assert.True(batches.SelectMany(batch => batch.Times(fit)).Average(point => Math.Abs(point.Error)) < 0.03);
    }

    [Fact]
    public void A_batch_whose_prompts_do_not_fit_the_cache_is_left_out()
    {
        var findings = new EvidenceFindings("t");
        var table = MeasuredTable.Read("t.csv", new StringReader("model,hardware,prompt_size,batch_size,token_size,prompt_time,token_time,tensor_parallel\nllama2-70b,h100-80gb,512,64,128,360,42,2\n"));
        Assert.Empty(PromptAndTokenTimes.Batches(table, Catalogs.Systems(), findings));
        Assert.Contains(findings.Unmapped, row => row.Reason.Contains("cache", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_that_is_derived_from_another_is_no_measurement()
    {
        var findings = new EvidenceFindings("t");
        var table = MeasuredTable.Read("t.csv", new StringReader("model,hardware,prompt_size,batch_size,token_size,prompt_time,token_time,tensor_parallel\nllama2-70b,h100-80gb,512,1,128,100,30,2\nllama2-70b,h100-80gb-pcap,512,1,128,130,30,2\n"));
        Assert.Single(PromptAndTokenTimes.Batches(table, Catalogs.Systems(), findings));
        Assert.Contains(findings.Unmapped, row => row is { Rows: 1 } && row.Reason.StartsWith("derived", StringComparison.Ordinal));
    }

    [NeedsSharedFact("measured/splitwise_perf_model.csv")]
    public void Rows_under_a_cap_are_those_without_one_by_two_factors()
    {
        using var text = Catalogs.Measured("splitwise_perf_model.csv")!;
        var rows = MeasuredTable.Read("t.csv", text).Rows.ToLookup(row => row.Text("hardware"));
        Assert.Equal(315, rows["h100-80gb-pcap"].Count());
        Assert.All(rows["h100-80gb"].Zip(rows["h100-80gb-pcap"]), pair =>
        {
            Assert.Equal(1.3, pair.Second.Number("prompt_time")!.Value / pair.First.Number("prompt_time")!.Value, 5);
            Assert.Equal(pair.First.Number("token_time"), pair.Second.Number("token_time"));
        });
    }

    [NeedsSharedFact("measured/splitwise_perf_model.csv")]
    public void Prompts_tokens_and_power_that_were_not_fitted_to_are_within_their_bounds()
    {
        var unseen = LaunchCalibration.CrossValidate(Catalogs.Measured, Catalogs.Systems());
        foreach (var fold in unseen.GroupBy(prediction => (prediction.Fold, prediction.Point.Metric)))
            Assert.True(ErrorStatistics.Of([.. fold.Select(prediction => prediction.Point)])!.MedianError < 0.12, $"{fold.Key}");
        var power = PowerCalibration.CrossValidate(Catalogs.Measured, Catalogs.Systems());
        Assert.True(ErrorStatistics.Of([.. power.Select(prediction => prediction.Point)])!.MedianError < 0.06);
    }

    [NeedsSharedFact("measured/splitwise_perf_model.csv")]
    public void The_launches_of_the_catalog_are_what_the_batches_give()
    {
        var (engine, runs, fit) = LaunchCalibration.Fit(Catalogs.Measured, Catalogs.Systems())!.Value;
        var known = Catalogs.Systems().Overheads(engine);
        Assert.Equal(112, runs);
        Assert.Equal(fit.Step.Value, known.Step.Value, 0.02 * fit.Step.Value);
        Assert.Equal(fit.Sequence.Value, known.Sequence.Value, 0.02 * fit.Sequence.Value);
        Assert.Equal(fit.Launch!.Kernel.Value, known.Launch!.Kernel.Value, 0.02 * fit.Launch.Kernel.Value);
        Assert.Equal(fit.Launch.Prompt, known.Launch.Prompt, 0.02);
        Assert.Equal(fit.Launch.Collectives, known.Launch.Collectives, 0.05);
        Assert.Equal(fit.Launch.LargeSums, known.Launch.LargeSums, 0.005);
    }
}
