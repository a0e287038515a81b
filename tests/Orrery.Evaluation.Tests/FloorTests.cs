using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Testing;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Evaluation.Tests;

public sealed class FloorTests
{
    // A data-sheet roofline elsewhere answers 3.64 ms a token for 15 GB of weights at 3.35 TB/s, which take 4.5 ms to read.
    [Fact]
    public void No_dense_model_on_any_accelerator_in_any_mode_decodes_faster_than_its_weights_can_be_read()
    {
        var catalog = new CatalogStore(new DiskCatalogFolder(Repository.Catalog));
        var diagnostics = new DiagnosticBag();
        var models = catalog.Names(CatalogKind.Models).Select(name => catalog.Model(name, diagnostics)!)
            .Where(static m => m.Spec.Layers.All(static l => l.FeedForward is DenseSpec && l.Mixer is AttentionSpec)).ToArray();
        var points = 0;
        foreach (var accelerator in catalog.Names(CatalogKind.Accelerators).Select(name => catalog.Accelerator(name, diagnostics)!.Spec))
            foreach (var model in models)
                foreach (var (tensor, mode) in from tensor in new[] { 1, 8 } from mode in Enum.GetValues<PerformanceMode>() select (tensor, mode))
                {
                    if (tensor > 1 && accelerator is { ScaleUp: null, ScaleOut: null }) continue;
                    if (model.Spec.Layers.Select(static l => l.Mixer).OfType<AttentionSpec>().Any(a => a.Heads % tensor != 0)) continue;
                    var plan = Plans.System(model.Spec, tensor, new ParallelismSpec(tensor), model.AsShipped, accelerator, mode);
                    if (EngineModel.Build(plan with { System = plan.System with { Accelerator = accelerator } }).Steps is not { } steps) continue;
                    points++;
                    var floor = WeightFootprint.ReadPerStep(model.Spec, model.AsShipped, 1).Value / (tensor * accelerator.Memory.Sum(static tier => tier.ReadBandwidth.Value));
                    steps.Evaluate(StepShapes.Decode(steps.Reaches, 1, 128), out var cost);
                    Assert.True(cost.Seconds >= floor, $"{model.Spec.Name} on {tensor} {accelerator.Name}, {mode}: {cost.Seconds:G3} s, floor {floor:G3} s");
                }
        Assert.Empty(diagnostics.All);
        Assert.True(points > 1000, $"only {points} points");
    }
}
