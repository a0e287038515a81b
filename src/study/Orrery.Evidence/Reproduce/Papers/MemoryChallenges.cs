using Orrery.Hardware;
using Orrery.Hardware.Memory;
using Orrery.Units;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>What memory parts give and cost, what processing near them gains, and which trends stress what.</summary>
sealed class MemoryChallenges : IPublication
{
    public string Id => "memory-challenges";

    public string Title => "Challenges and Research Directions for Large Language Model Inference Hardware";

    public string Citation => "Ma and Patterson, IEEE Computer, arXiv 2601.05047v2";

    // Table 3: part, GB, GB/s, W (of flash stacks at most), GB/s per W, bytes of a read, nanoseconds from and to.
    static readonly (string Part, string Name, decimal Capacity, decimal Bandwidth, decimal Watts, decimal PerWatt, decimal Read, double From, double To)[] Parts =
    [
        ("hbf-stack", "HBF stack", 512, 1638, 80, 20.5m, 4096, 1000, 10_000),
        ("hbm4", "HBM4 stack", 48, 1638, 40, 41, 32, 10, 100),
        ("ddr5-6400", "DDR5 module", 64, 51, 12, 4, 64, 10, 100),
        ("flash-card", "flash card", 4096, 4, 50, 0.1m, 4096, 10_000, 100_000),
    ];

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var (flash, hbm) = (inputs.Memory("hbf-stack"), inputs.Memory("hbm4"));
        yield return Number("MP-1", "bandwidth per power of an HBF stack, read at full rate", 20.5m, PerWatt(flash), "GB/s/W") with { Relation = Relation.AtLeast, Place = "Table 3", Basis = Basis.Input };
        yield return Number("MP-2", "capacity of an HBF stack over an HBM4 stack", 10m, flash.Capacity / hbm.Capacity, "×", 0.07) with { Place = "§3.1", Basis = Basis.Arithmetic };
        foreach (var figure in TrendPressure.Figures(inputs)) yield return figure;
        foreach (var part in Parts)
            foreach (var figure in PartFigures(part.Name, inputs.Memory(part.Part), part))
                yield return figure with { Place = "Table 3", Basis = Basis.Input };
        foreach (var figure in NearMemory(inputs)) yield return figure with { Place = "Table 4", Basis = Basis.Input };
    }

    static IEnumerable<ReproducedFigure> PartFigures(string name, MemoryTierSpec part, (string, string, decimal Capacity, decimal Bandwidth, decimal Watts, decimal PerWatt, decimal Read, double From, double To) published)
    {
        yield return Number($"T3 {name}, capacity", $"capacity of one {name}", published.Capacity, part.Capacity.Value / 1e9, "GB");
        yield return Number($"T3 {name}, bandwidth", $"bandwidth of one {name}", published.Bandwidth, part.ReadBandwidth.Value / 1e9, "GB/s");
        yield return Number($"T3 {name}, power", $"power of one {name}, idle and read energy at full rate", published.Watts, FullPower(part), "W", 0.2) with { Relation = part.Technology == "HBF" ? Relation.AtMost : Relation.Equal };
        yield return Number($"T3 {name}, bandwidth per power", $"bandwidth per power of one {name}", published.PerWatt, PerWatt(part), "GB/s/W", 0.3) with { Relation = part.Technology == "HBF" ? Relation.AtLeast : Relation.Equal };
        yield return Number($"T3 {name}, read", $"bytes of the smallest read of one {name}", published.Read, part.AccessSize.Value, "B", 0);
        yield return Truth($"T3 {name}, latency", $"a read of one {name} takes {published.From:0} to {published.To:0} ns", published: true, part.Latency.Value * 1e9 is var ns && ns >= published.From && ns <= published.To);
        yield return Truth($"T3 {name}, endurance", $"writing wears one {name} out", published: published.Read == 4096, part.EnduranceCycles is not null);
    }

    static IEnumerable<ReproducedFigure> NearMemory(PublicationInputs inputs)
    {
        var (inside, plain) = (inputs.Memory("gddr6-pim"), inputs.Memory("gddr6"));
        var (near, far) = (inputs.Memory("cxl-pnm"), inputs.Memory("cxl-ddr5"));
        yield return Truth("T4 power", "moving a bit takes least in the memory's die, less near it than far from it", published: true,
            inside.ReadEnergy.Value < near.ReadEnergy.Value && near.ReadEnergy.Value < far.ReadEnergy.Value);
        yield return Number("T4 PIM bandwidth", "bandwidth per power in the memory's die over the same memory's pins, GDDR6", 5m, plain.ReadEnergy.Value / inside.ReadEnergy.Value, "×") with { Relation = Relation.AtLeast };
        yield return Truth("T4 density", "processing in the die takes room from the memory, processing near it does not", published: true,
            inside.Capacity.Value < plain.Capacity.Value && near.Price.Value <= far.Price.Value);
        yield return Truth("T4 price", "memory with processing inside costs more a byte, memory with processing near it what it always costs", published: true,
            inside.Price.Value > plain.Price.Value && near.Price.Value == far.Price.Value);
    }

    static double FullPower(MemoryTierSpec tier) => tier.IdlePower.Value + tier.ReadBandwidth.Value * tier.ReadEnergy.Value;

    static double PerWatt(MemoryTierSpec tier) => tier.ReadBandwidth.Value / 1e9 / FullPower(tier);
}
