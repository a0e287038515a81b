using Orrery.Units;

namespace Orrery.Hardware.Tests.Collectives;

/// <summary>Links for tests.</summary>
static class Links
{
    public static LinkSpec NvLink4 { get; } = new()
    {
        Technology = "NVLink4",
        Bandwidth = new(450e9),
        Latency = new(1.5e-6),
        DomainSize = 8,
        InNetworkReduction = true,
        Library = CollectiveLibrary.Nccl,
        Nccl = new(new BytesPerSecond(18 * 20.6e9), 18, 90),
    };

    public static LinkSpec InfiniBand { get; } = Of(Topology.FatTree, 50e9, 3e-6, 65536);

    public static LinkSpec Of(Topology topology, double bandwidth, double latency, int domain) => new()
    {
        Technology = topology.ToString(),
        Bandwidth = new(bandwidth),
        Latency = new(latency),
        DomainSize = domain,
        Topology = topology,
    };
}
