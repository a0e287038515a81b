using Orrery.Hardware;
using Orrery.Units;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Products and proposals that compute in and near memory, and what the memory paper says of their kinds.</summary>
sealed class ProcessingNearMemory : IPublication
{
    public string Id => "near-memory";

    public string Title => "Processing in and near memory";

    public string Citation => "arXiv 2601.05047v2, Table 4; SAITPublic/PIMSimulator, arkhadem/aim_simulator, Yufeng98/CENT, scale-snu/attacc_simulator; Stratum, MICRO 2025";

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var (pim, pnm) = (ProcessingArchetype.Pim, ProcessingArchetype.Pnm);
        foreach (var (name, kind, least, most) in ((string, ProcessingArchetype, decimal, decimal)[])[("PIM", pim, 5, 10), ("PNM", pnm, 2, 5), ("base die", ProcessingArchetype.BaseDie, 2, 3)])
        {
            yield return Number($"PIM-1 {name} least", $"bandwidth per power over ordinary memory, {name}", least, kind.BandwidthPerWatt, "×") with { Relation = Relation.AtLeast, Place = "Table 4", Basis = Basis.Input };
            yield return Number($"PIM-1 {name} most", $"the same, {name}, at most", most, kind.BandwidthPerWatt, "×") with { Relation = Relation.AtMost, Place = "Table 4", Basis = Basis.Input };
        }

        yield return Truth("PIM-2 density", "engines in the die take room from cells, engines beside it do not", published: true, pim.CapacityMultiple < 1 && pnm.CapacityMultiple == 1) with { Place = "Table 4", Basis = Basis.Input };
        yield return Truth("PIM-2 logic", "logic of a memory's process is slower", published: true, pim.LogicClock < pnm.LogicClock) with { Place = "Table 4", Basis = Basis.Input };
        var shards = pnm.ShardSize / pim.ShardSize;
        yield return Number("PIM-3", "size of a shard near memory over that in memory", 1000m, shards, "×", 0.2) with { Place = "Table 4", Basis = Basis.Input };
        var weights = new Bytes(405e9);
        yield return Ours("PIM-3 steps", "steps that join the shards of Llama 3.1 405B in memory, beyond those near it",
            ProcessingSpec.ReductionSteps(Math.Ceiling(weights / pim.ShardSize)) - ProcessingSpec.ReductionSteps(Math.Ceiling(weights / pnm.ShardSize)));

        var samsung = inputs.Memory("hbm-pim");
        yield return Number("PIM-4 bandwidth", "bandwidth within an HBM-PIM stack over its interface", 4m, samsung.Processing!.Bandwidth / samsung.ReadBandwidth, "×") with { Basis = Basis.Input };
        yield return Number("PIM-4 energy", "energy saved by reading within it", 70m, 100 * (1 - samsung.Processing.ReadEnergy / samsung.ReadEnergy), "%") with { Basis = Basis.Input };
        yield return Number("PIM-4 peak", "arithmetic of a stack: 32 units of 16 lanes at 300 MHz, four blocks each", 1.2m, samsung.Processing.Peak.Value / 1e12, "TFLOP/s") with { Basis = Basis.Input };
        var aim = inputs.Memory("gddr6-aim").Processing!;
        yield return Number("PIM-5", "FLOPs per byte at which an AiM chip's arithmetic equals its reading", 1m, aim.Peak.Value / aim.Bandwidth.Value, "FLOP/B") with { Basis = Basis.Fitted };
        var attacc = inputs.Memory("hbm3-attacc");
        yield return Number("PIM-6", "bandwidth at the banks of AttAcc over the interface, within power", 9m, attacc.Processing!.Bandwidth / attacc.ReadBandwidth, "×") with { Basis = Basis.Input };
        yield return Number("PIM-7", "bandwidth within a Stratum stack", 30.34m, inputs.Memory("stratum").Processing!.Bandwidth.Value / 1e12, "TB/s") with { Basis = Basis.Input };
        yield return Number("PIM-8", "round trip through a CXL switch: four ports, two physical layers, a switch", 180m, 2e9 * inputs.Link("cxl-switch").Latency.Value, "ns") with { Place = "CENT", Basis = Basis.Input };
        foreach (var figure in Placement(inputs)) yield return figure;
    }

    // Decode attention goes to memory whatever the batch; multiplications while the batch is small.
    static IEnumerable<ReproducedFigure> Placement(PublicationInputs inputs)
    {
        const string System = """
            model: llama-3.1-8b
            systems: { near: { accelerator: { base: h100-sxm, memory: { hbm: { part: hbm3, count: 5, processing: { kind: pim, capacity-multiple: 1 } } } } } }
            """;
        var steps = inputs.Engine(System).Steps!;
        bool Near(int sequences, string name) => steps.Breakdown(Performance.StepShapes.Decode(steps.Reaches, sequences, 4000)).Single(op => op.Name == name).Engine == "pim";
        yield return Truth("PIM-9 attention", "attention of decodes runs in memory at batch 1 and at batch 128", published: true, Near(1, "attention.decode") && Near(128, "attention.decode"));
        yield return Truth("PIM-9 small", "multiplications of one token run in memory", published: true, Near(1, "mlp.up"));
        yield return Truth("PIM-9 large", "multiplications of 128 tokens run there too", published: false, Near(128, "mlp.up"));
    }
}
