using Orrery.Hardware.Collectives;

namespace Orrery.Hardware.Tests.Collectives;

public class NcclTuningTests
{
    const double KiB = 1024, MiB = 1024 * KiB, GiB = 1024 * MiB;

    // Figures worked out from NVIDIA/nccl src/graph/tuning.cc for one node of H100 (18 channels of 20.6 GB/s), by a program other than this.
    [Theory]
    [InlineData(NcclAlgorithm.Ring, NcclProtocol.LL, 32 * KiB, 15.4)]
    [InlineData(NcclAlgorithm.Tree, NcclProtocol.LL, 32 * KiB, 16.2)]
    [InlineData(NcclAlgorithm.Nvls, NcclProtocol.Simple, 32 * KiB, 25.1)]
    [InlineData(NcclAlgorithm.Ring, NcclProtocol.LL, MiB, 28.0)]
    [InlineData(NcclAlgorithm.Nvls, NcclProtocol.Simple, MiB, 28.1)]
    [InlineData(NcclAlgorithm.Nvls, NcclProtocol.Simple, 64 * MiB, 223.7)]
    [InlineData(NcclAlgorithm.Ring, NcclProtocol.Simple, 64 * MiB, 372.7)]
    [InlineData(NcclAlgorithm.Nvls, NcclProtocol.Simple, GiB, 3204.6)]
    [InlineData(NcclAlgorithm.Ring, NcclProtocol.Simple, GiB, 5123.6)]
    public void Eight_H100_reproduce_the_library(NcclAlgorithm algorithm, NcclProtocol protocol, double bytes, double microseconds)
    {
        var tuning = NcclTuning.Create(Links.NvLink4, null, 8);
        Assert.Equal(microseconds, Math.Round(tuning.AllReduceSeconds(algorithm, protocol, bytes) * 1e6, 1));
    }

    [Theory]
    [InlineData(8, 32 * KiB, 15.4, "ring LL")]
    [InlineData(8, MiB, 28.0, "ring LL")]
    [InlineData(8, 64 * MiB, 223.7, "NVLS")]
    [InlineData(8, GiB, 3204.6, "NVLS")]
    [InlineData(4, 32 * KiB, 10.5, "ring LL")]
    [InlineData(2, 32 * KiB, 8.0, "ring LL")]
    public void The_fastest_algorithm_is_the_library_s_choice(int ranks, double bytes, double microseconds, string algorithm)
    {
        var model = CollectiveModel.Create(Links.NvLink4, null, ranks);
        Assert.Equal(microseconds, Math.Round(model.AllReduceSeconds(bytes) * 1e6, 1));
        Assert.Equal(algorithm, model.AllReduceAlgorithm(bytes));
    }

    [Fact]
    public void What_the_hardware_lacks_is_never_chosen()
    {
        var noSharp = NcclTuning.Create(Links.NvLink4 with { InNetworkReduction = false }, null, 8);
        var ampere = NcclTuning.Create(Links.NvLink4 with { Nccl = Links.NvLink4.Nccl! with { ComputeCapability = 80 } }, null, 8);
        Assert.Equal(double.PositiveInfinity, noSharp.AllReduceSeconds(NcclAlgorithm.Nvls, NcclProtocol.Simple, GiB));
        Assert.Equal(double.PositiveInfinity, ampere.AllReduceSeconds(NcclAlgorithm.Nvls, NcclProtocol.Simple, GiB));
        Assert.Equal(double.PositiveInfinity, noSharp.AllReduceSeconds(NcclAlgorithm.CollNetDirect, NcclProtocol.Simple, GiB));
    }

    [Fact]
    public void Between_nodes_large_messages_are_bound_by_the_adapters_of_a_node()
    {
        // Eight adapters of 10 GB/s under a fabric of 370 GB/s.
        var slow = Links.InfiniBand with { Bandwidth = new(10e9) };
        var tuning = NcclTuning.Create(Links.NvLink4, slow, 32);
        var seconds = tuning.AllReduceSeconds(NcclAlgorithm.Ring, NcclProtocol.Simple, 16 * GiB);
        Assert.Equal(80e9, 16 * GiB / seconds * 2 * 31 / 32, 80e9 * 0.01);
    }

    [Fact]
    public void Trees_overtake_rings_for_small_messages_on_many_nodes()
    {
        var tuning = NcclTuning.Create(Links.NvLink4, Links.InfiniBand, 256);
        Assert.True(tuning.AllReduceSeconds(NcclAlgorithm.Tree, NcclProtocol.LL, KiB) < tuning.AllReduceSeconds(NcclAlgorithm.Ring, NcclProtocol.LL, KiB));
    }

    [Fact]
    public void A_link_without_constants_is_refused() =>
        Assert.Throws<ArgumentException>(() => CollectiveModel.Create(Links.NvLink4 with { Nccl = null }, null, 8));
}
