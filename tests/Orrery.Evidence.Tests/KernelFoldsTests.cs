using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Scenarios;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

public sealed class KernelFoldsTests
{
    static readonly CatalogStore Catalog = new(new DiskCatalogFolder(Repository.Catalog));

    static KernelSample[] Samples(params ReadOnlySpan<string> accelerators)
    {
        var truth = new KernelFit { Kind = KernelKind.MatMul, Format = "bf16", Launch = new(4e-6), Compute = 0.7, Memory = 0.85, Depth = new(0.5e-9) };
        var samples = new List<KernelSample>();
        foreach (var name in accelerators)
            foreach (var m in new[] { 1, 16, 128, 1024, 8192 })
                foreach (var (n, k) in new[] { (1024, 1024), (4096, 1024), (1024, 4096), (4096, 4096), (16384, 4096), (4096, 16384), (16384, 16384) })
                {
                    var sample = new KernelSample(Catalog.Accelerator(name, new())!.Spec, KernelKind.MatMul, NumberFormat.Bf16, ComputeType.Bf16, KernelWork.MatMul(m, k, n, 2, 2), 1) { Shape = $"{k} × {n}" };
                    samples.Add(sample with { Seconds = sample.Predict(truth) });
                }

        return [.. samples];
    }

    [Fact]
    public void Every_kernel_is_held_back_once_in_each_way_and_predicted_by_what_the_others_tell()
    {
        var samples = Samples("h100-sxm", "h200-sxm");
        var unseen = KernelFolds.Predict(samples, 30).ToArray();
        foreach (var fold in new[] { "at random", "by whole shape", "by whole system" })
        {
            var points = unseen.Where(prediction => prediction.Fold == fold).Select(prediction => prediction.Point).ToArray();
            Assert.Equal(samples.Select(sample => sample.Seconds).Order(), points.Select(point => point.Measured).Order());
            Assert.All(points, point => Assert.InRange(point.Error, -0.05, 0.05));
        }
    }

    [Fact]
    public void A_chip_that_is_alone_of_its_architecture_is_not_predicted_without_it()
        => Assert.DoesNotContain("by whole system", KernelFolds.Predict(Samples("h100-sxm"), 28).Select(prediction => prediction.Fold));
}
