using Orrery.Serving;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class LaunchFittingTests
{
    const string Columns = "model,hardware,prompt_size,batch_size,token_size,prompt_time,token_time,tensor_parallel,average_power,peak_power";

    static readonly string[] Configurations =
    [
        .. from hardware in new[] { "a100-80gb", "h100-80gb" }
           from tensor in new[] { 2, 4, 8 }
           from shape in new[] { (128, 1), (512, 1), (2048, 1), (8192, 1), (512, 4), (512, 16), (512, 32) }
           select $"llama2-70b,{hardware},{shape.Item1},{shape.Item2},128,PROMPT,TOKEN,{tensor},POWER,0.1",
    ];

    static PromptBatch[] Batches(string power = "")
    {
        var text = string.Join('\n', Configurations).Replace("PROMPT", "1", StringComparison.Ordinal).Replace("TOKEN", "1", StringComparison.Ordinal).Replace("POWER", power, StringComparison.Ordinal);
        return [.. PromptAndTokenTimes.Batches(MeasuredTable.Read("t.csv", new StringReader($"{Columns}\n{text}\n")), Catalogs.Systems(), new("t"))];
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
    public void Power_that_is_held_back_is_predicted_with_times_of_the_others_and_not_with_those_of_the_catalog()
    {
        // An engine several times as slow at launching as the catalog's: its devices idle for longer, and draw less.
        var truth = new EngineOverheads(new(20e-3), new(0.1e-3), default, default) { Launch = new(new(80e-6), 1.2, 2, 0.3, new(32 << 20)) };
        var rows = Batches(power: "1").Zip(Configurations, (batch, row) =>
        {
            var (prompt, token) = batch.Times(truth).ToArray() is [var first, var second] ? (first.Predicted, second.Predicted) : default;
            var share = batch.Power(batch.Engine, truth)!.Predicted / batch.Watts;
            return row.Replace("PROMPT", Number(1e3 * prompt), StringComparison.Ordinal).Replace("TOKEN", Number(1e3 * token), StringComparison.Ordinal).Replace("POWER", Number(share), StringComparison.Ordinal);
        });
        var table = $"{Columns}\n{string.Join('\n', rows)}\n";
        var unseen = PowerCalibration.CrossValidate(file => file == $"{PromptAndTokenTimes.SetName}.csv" ? new StringReader(table) : null, Catalogs.Systems());
        Assert.Equal(["at random", "by tensor ranks"], unseen.Select(p => p.Fold).Distinct());
        Assert.All(unseen.GroupBy(p => p.Fold), fold => Assert.Equal(42, fold.Count()));
        Assert.True(unseen.Average(p => Math.Abs(p.Point.Error)) < 0.02, $"{unseen.Average(p => Math.Abs(p.Point.Error))}");

        static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
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
        var engine = LaunchCalibration.Fit(Catalogs.Measured, Catalogs.Systems())!;
        var (fit, known) = (engine.Overheads, Catalogs.Systems().Overheads(engine.Name));
        Assert.Equal(112, engine.Release.Points);
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Catalog, "engines", $"{engine.Name}.yaml")), EngineYaml.Write(engine));
        Assert.Equal(fit.Step.Value, known.Step.Value, 0.02 * fit.Step.Value);
        Assert.Equal(fit.Sequence.Value, known.Sequence.Value, 0.02 * fit.Sequence.Value);
        Assert.Equal(fit.Launch!.Kernel.Value, known.Launch!.Kernel.Value, 0.02 * fit.Launch.Kernel.Value);
        Assert.Equal(fit.Launch.Prompt, known.Launch.Prompt, 0.02);
        Assert.Equal(fit.Launch.Collectives, known.Launch.Collectives, 0.05);
        Assert.Equal(fit.Launch.LargeSums, known.Launch.LargeSums, 0.005);
    }
}
