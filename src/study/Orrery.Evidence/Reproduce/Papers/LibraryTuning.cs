using Orrery.Hardware.Collectives;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Times by which NVIDIA's library chooses how to sum over the devices of a node.</summary>
sealed class LibraryTuning : IPublication
{
    public string Id => "nccl";

    public string Title => "NCCL's tuning model";

    public string Citation => "NVIDIA/nccl src/graph/tuning.cc at 5067397, 2026; its times for H100 as another program works them out";

    const double KiB = 1024, MiB = 1024 * KiB, GiB = 1024 * MiB;

    static readonly (string Name, double Bytes, NcclAlgorithm Algorithm, NcclProtocol Protocol, decimal Microseconds)[] Eight =
    [
        ("32K", 32 * KiB, NcclAlgorithm.Ring, NcclProtocol.LL, 15.4m),
        ("32K", 32 * KiB, NcclAlgorithm.Tree, NcclProtocol.LL, 16.2m),
        ("32K", 32 * KiB, NcclAlgorithm.Nvls, NcclProtocol.Simple, 25.1m),
        ("1M", MiB, NcclAlgorithm.Ring, NcclProtocol.LL, 28.0m),
        ("1M", MiB, NcclAlgorithm.Nvls, NcclProtocol.Simple, 28.1m),
        ("64M", 64 * MiB, NcclAlgorithm.Nvls, NcclProtocol.Simple, 223.7m),
        ("64M", 64 * MiB, NcclAlgorithm.Ring, NcclProtocol.Simple, 372.7m),
        ("1G", GiB, NcclAlgorithm.Nvls, NcclProtocol.Simple, 3204.6m),
        ("1G", GiB, NcclAlgorithm.Ring, NcclProtocol.Simple, 5123.6m),
    ];

    static readonly (int Devices, string Size, double Bytes, decimal Microseconds, string Algorithm)[] Chosen =
        [(2, "32K", 32 * KiB, 8.0m, "ring LL"), (4, "32K", 32 * KiB, 10.5m, "ring LL"), (8, "32K", 32 * KiB, 15.4m, "ring LL"), (8, "1M", MiB, 28.0m, "ring LL"), (8, "64M", 64 * MiB, 223.7m, "NVLS"), (8, "1G", GiB, 3204.6m, "NVLS")];

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var link = inputs.Accelerator("h100-sxm").ScaleUp!;
        var tuning = NcclTuning.Create(link, null, 8);
        foreach (var (name, bytes, algorithm, protocol, microseconds) in Eight)
            yield return Number($"NCCL {name} {algorithm} {protocol}", $"sum of {name}iB over 8 H100, {algorithm}, {protocol}", microseconds, tuning.AllReduceSeconds(algorithm, protocol, bytes) * 1e6, "us", 0.001);
        foreach (var (devices, name, bytes, microseconds, algorithm) in Chosen)
        {
            var model = CollectiveModel.Create(link, null, devices);
            yield return Number($"NCCL best {devices} {name}", $"the fastest sum of {name}iB over {devices} H100", microseconds, model.AllReduceSeconds(bytes) * 1e6, "us", 0.001);
            yield return Truth($"NCCL choice {devices} {name}", $"it is by {algorithm}", published: true, model.AllReduceAlgorithm(bytes) == algorithm);
        }
    }
}
