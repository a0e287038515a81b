using Orrery.Hardware;
using Orrery.Hardware.Collectives;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class FittingTests
{
    [Fact]
    public void The_simplex_finds_the_bottom_of_Rosenbrocks_valley()
    {
        var (at, value) = NelderMead.Minimise(x => Math.Pow(1 - x[0], 2) + 100 * Math.Pow(x[1] - x[0] * x[0], 2), [-1.2, 1]);
        Assert.True(value < 1e-6, $"{value}");
        Assert.Equal(1, at[0], 2);
        Assert.Equal(1, at[1], 2);
    }

    [Fact]
    public void A_fit_finds_the_parameters_that_made_its_samples()
    {
        var accelerator = new CatalogStore(new DiskCatalogFolder(Repository.Catalog)).Accelerator("h100-sxm", new())!.Spec;
        var truth = new KernelFit { Kind = KernelKind.MatMul, Format = "bf16", Launch = new(4e-6), Compute = 0.7, Memory = 0.85, Depth = new(0.5e-9) };
        var samples =
            from m in new[] { 1, 16, 128, 1024, 8192 }
            from n in new[] { 1024, 4096, 16384 }
            from k in new[] { 1024, 4096, 16384 }
            let sample = new KernelSample(accelerator, KernelKind.MatMul, NumberFormat.Bf16, ComputeType.Bf16, KernelWork.MatMul(m, k, n, 2, 2), 1)
            select sample with { Seconds = sample.Predict(truth) };
        var fit = KernelFitter.Fit(KernelKind.MatMul, NumberFormat.Bf16, [.. samples]);

        Assert.True(fit.Residual < 0.005, $"{fit}");
        Assert.Equal(truth.Launch.Value, fit.Launch.Value, 0.1e-6);
        Assert.Equal(truth.Compute, fit.Compute, 0.01);
        Assert.Equal(truth.Memory, fit.Memory, 0.01);
    }

    [Fact]
    public void A_fit_of_a_collective_predicts_what_made_its_samples()
    {
        var accelerator = new CatalogStore(new DiskCatalogFolder(Repository.Catalog)).Accelerator("h100-sxm", new())!.Spec;
        var truth = new CollectiveFit { Kind = Collective.AllGather, Link = "NVLink4", Launch = new(4e-6), Step = new(1.2e-6), Fast = 0.25, Start = new(12e-6), BulkStep = new(3e-6), Bulk = 0.85, Copy = 0.3, Devices = 8 };
        var samples =
            from ranks in new[] { 2, 4, 8 }
            from power in Enumerable.Range(9, 21)
            let bytes = Math.ScaleB(1, power)
            select new CollectiveSample(accelerator, Collective.AllGather, ranks, ranks, bytes, truth.Over(accelerator.ScaleUp!, ranks)(bytes));
        var fit = CollectiveFitter.Fit([.. samples]);

        Assert.True(fit.Residual < 0.02, $"{fit}");
        Assert.Equal(8, fit.Devices);
        foreach (var (ranks, bytes) in new[] { (3, 5e3), (6, 3e6), (8, 2e9) })
            Assert.Equal(1, fit.Over(accelerator.ScaleUp!, ranks)(bytes) / truth.Over(accelerator.ScaleUp!, ranks)(bytes), 0.05);
    }

    [NeedsSharedFact("measured/aic_comm.csv")]
    public void Every_kind_of_collective_is_within_its_bound()
    {
        foreach (var set in CollectiveTable.All.Select(table => new LibraryCollectives(table)))
        {
            using var text = Catalogs.Measured(set.File)!;
            var findings = new EvidenceFindings(set.Name);
            set.Predict(MeasuredTable.Read(set.File, text, [.. set.Columns]), Catalogs.Systems(), findings);
            foreach (var kind in findings.Points.GroupBy(point => point.Model))
                Assert.True(ErrorStatistics.Of([.. kind])!.MedianError < 0.12, $"{set.Name} {kind.Key}: {ErrorStatistics.Of([.. kind])!.MedianError}");
        }
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var catalog = new CatalogStore(new DiskCatalogFolder(Repository.Catalog));
        foreach (var name in catalog.Names(CatalogKind.Calibrations))
        {
            var calibration = catalog.Calibration(name, new())!;
            Assert.Equal(File.ReadAllText(Path.Combine(Repository.Catalog, "calibrations", name + ".yaml")), CalibrationYaml.Write(calibration, "kernel-fits"));
        }
    }

    [NeedsSharedFact("measured/aic_gemm.csv")]
    public void The_catalogs_calibrations_are_what_the_tables_give()
    {
        foreach (var calibration in KernelCalibration.Fit(Catalogs.Measured, Catalogs.Systems()))
            Assert.Equal(File.ReadAllText(Path.Combine(Repository.Catalog, "calibrations", calibration.Name + ".yaml")), CalibrationYaml.Write(calibration, "kernel-fits"));
    }

    [NeedsSharedFact("measured/aic_gemm.csv")]
    public void The_accelerators_whose_kernels_are_said_to_be_measured_are_those_of_the_tables()
    {
        var systems = Catalogs.Systems();
        var measured = KernelCalibration.Samples(Catalogs.Measured, systems).Select(sample => sample.Accelerator.Name).Distinct();
        var catalog = new CatalogStore(new DiskCatalogFolder(Repository.Catalog));
        Assert.Equal(measured.Order(StringComparer.Ordinal), catalog.Names(CatalogKind.Accelerators).Where(name => catalog.Accelerator(name, new())!.KernelsMeasured));
    }
}
