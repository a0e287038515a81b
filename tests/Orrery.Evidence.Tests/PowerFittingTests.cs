using Orrery.Hardware;
using Orrery.Scenarios;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class PowerFittingTests
{
    [Fact]
    public void Runs_under_a_cap_that_only_their_own_power_tells_are_not_predicted()
    {
        var findings = new EvidenceFindings("t");
        var table = MeasuredTable.Read("t.csv", new StringReader("""
            Hardware,Num of Hardware,Framework,Model,Input Output Length,Batch Size,avg_power
            Nvidia H100 GPU,1,vLLM,meta-llama/Meta-Llama-3-8B,1024,16,404200
            Nvidia H100 GPU,1,TensorRT-LLM,meta-llama/Meta-Llama-3-8B,1024,16,449600
            Nvidia GH200 GPU,1,TensorRT-LLM,meta-llama/Meta-Llama-3-8B,1024,16,445900

            """));
        Assert.Equal(["h100-sxm", "gh200"], BatchPower.Batches(table, Catalogs.Systems(), findings).Select(batch => batch.Point.System));
        Assert.Equal(("under a power cap that the record does not state", 1), Assert.Single(findings.Unmapped) is var row ? (row.Reason, row.Rows) : default);
    }

    [NeedsSharedFact("measured/splitwise_perf_model.csv")]
    public void The_watts_of_the_catalog_are_what_the_batches_give()
    {
        var fits = PowerCalibration.Fit(Catalogs.Measured, Catalogs.Systems()).ToDictionary(fit => fit.Accelerator);
        var fitted = Entries().Where(entry => entry.Lines.Any(line => line.Contains("source: power-fits", StringComparison.Ordinal))).ToArray();
        Assert.Equal(["a100-80-sxm", "gh200", "h100-sxm"], fitted.Select(entry => entry.Name));
        Assert.All(fitted, entry =>
        {
            // As many digits as are printed.
            Assert.Equal(1, entry.Spec.MovementEnergy.Value / fits[entry.Name].Movement.Value, 1e-3);
            Assert.Equal(1, entry.Spec.IdlePower.Value / fits[entry.Name].Idle.Value, 1e-3);
        });
    }

    [Fact]
    public void Watts_by_the_rule_are_the_shares_of_the_design_power_that_the_fits_have()
    {
        var entries = Entries().ToArray();
        AcceleratorSpec Of(string name) => entries.Single(entry => entry.Name == name).Spec;
        var (a100, h100, gh200) = (Of("a100-80-sxm"), Of("h100-sxm"), Of("gh200"));
        var idle = Math.Round((IdleShare(a100) + IdleShare(h100)) / 2, 2);
        var moving = Math.Round((MovingShare(a100) + MovingShare(h100) + MovingShare(gh200)) / 3, 2);

        // 634 W at 70.3 % of the peak, arXiv 2602.18568.
        const double Utilisation = 0.703;
        Assert.Equal(634, h100.IdlePower.Value + Utilisation * PeakWatts(h100), 3.0);

        var ruled = 0;
        foreach (var (name, spec, lines) in entries)
            foreach (var line in lines.Where(line => line.Contains("source: power-rule", StringComparison.Ordinal)))
            {
                var (rule, stated) = line[..line.IndexOf(':', StringComparison.Ordinal)] switch
                {
                    "idle-power" => (idle, IdleShare(spec)),
                    "movement-energy" => (moving, MovingShare(spec)),
                    _ => ((634.0 / 700 - IdleShare(spec)) / Utilisation, PeakWatts(spec) / spec.Tdp.Value),
                };
                Assert.True(Math.Abs(stated / rule - 1) < 0.01, $"{name}: {line}");
                Assert.InRange(spec.IdlePower.Value, 0, 634.0 / 700 * spec.Tdp.Value);
                ruled++;
            }
        Assert.InRange(ruled, 60, 200);
    }

    static double IdleShare(AcceleratorSpec spec) => spec.IdlePower.Value / spec.Tdp.Value;

    static double MovingShare(AcceleratorSpec spec) => spec.MovementEnergy.Value * spec.Memory[0].ReadBandwidth.Value / spec.Tdp.Value;

    static double PeakWatts(AcceleratorSpec spec) => spec.ComputeEnergy.Value * spec.Engine(ComputeType.Bf16).Peak.Value;

    static IEnumerable<(string Name, AcceleratorSpec Spec, string[] Lines)> Entries()
    {
        var catalog = new CatalogStore(new DiskCatalogFolder(Repository.Catalog));
        return catalog.Names(CatalogKind.Accelerators).Order(StringComparer.Ordinal)
            .Select(name => (name, catalog.Accelerator(name, new())!.Spec, File.ReadAllLines(Path.Combine(Repository.Catalog, "accelerators", name + ".yaml"))));
    }
}
