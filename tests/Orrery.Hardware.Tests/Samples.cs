using Orrery.Units;

namespace Orrery.Hardware.Tests;

/// <summary>Accelerators with the figures that published models were checked with.</summary>
static class Samples
{
    public static AcceleratorSpec H100 { get; } = Make("h100-sxm", 80, 814, 1, 5, 700) with { VendorEmbodied = new(164) };

    public static AcceleratorSpec A100 { get; } = Make("a100-40-sxm", 40, 826, 1, 7, 400);

    public static AcceleratorSpec B200 { get; } = Make("b200-sxm", 180, 1600, 2, 5, 1000);

    public static SystemSpec EightH100 { get; } = new()
    {
        Name = "h100",
        Accelerator = H100 with { Price = new Dollars(25000) },
        Count = 8,
        Node = new() { Name = "hgx-8", AcceleratorsPerNode = 8, HostPower = new(1200), HostPrice = new(14428), HostEmbodied = new(1500) },
    };

    public static AcceleratorSpec Make(string name, double gigabytes, double squareMillimeters, int dies, double nanometers, double tdp) => new()
    {
        Name = name,
        Title = name,
        Vendor = "NVIDIA",
        Engines = [new(ComputeType.Bf16, new(989e12), 0.8)],
        Memory = [Hbm(gigabytes)],
        Tdp = new(tdp),
        DieArea = new(squareMillimeters * 1e-6),
        DieCount = dies,
        ProcessNanometers = nanometers,
    };

    public static MemoryTierSpec Hbm(double gigabytes) => new()
    {
        Name = "hbm",
        Technology = "HBM3",
        Capacity = new(gigabytes * 1e9),
        ReadBandwidth = new(3.35e12),
        Latency = new(100e-9),
        Price = new(9e-9),
        EmbodiedLow = new(0.853e-9),
        EmbodiedHigh = new(5.4e-9),
    };

    public static MemoryTierSpec Hbf { get; } = new()
    {
        Name = "hbf",
        Technology = "HBF",
        Capacity = new(512e9),
        ReadBandwidth = new(1638e9),
        Latency = new(10e-6),
        AccessSize = new(4096),
        EnduranceCycles = 1e5,
        Price = new(1.8e-9),
        EmbodiedLow = new(0.006e-9),
        EmbodiedHigh = new(0.0063e-9),
    };
}
