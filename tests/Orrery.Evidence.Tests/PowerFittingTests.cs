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

    static IEnumerable<(string Name, AcceleratorSpec Spec, string[] Lines)> Entries()
    {
        var catalog = new CatalogStore(new DiskCatalogFolder(Repository.Catalog));
        return catalog.Names(CatalogKind.Accelerators).Order(StringComparer.Ordinal)
            .Select(name => (name, catalog.Accelerator(name, new())!.Spec, File.ReadAllLines(Path.Combine(Repository.Catalog, "accelerators", name + ".yaml"))));
    }
}
