namespace Orrery.Hardware.Collectives;

/// <summary>The tables of NCCL's tuning model: microseconds and GB/s. NVIDIA/nccl src/graph/tuning.cc at 5067397.</summary>
static class NcclConstants
{
    // Rows below are by protocol: LL, LL128, Simple. Algorithms that offer one protocol have its value there alone.
    public static readonly double[] TreeBase = [6.8, 14, 8.4];
    public static readonly double[] RingBase = [6.6, 14, 8.4];

    // Per step, by algorithm: ring, tree, CollNet direct, CollNet chain, NVLS, NVLS tree.
    public static readonly double[][] NvLink = [[0.6, 1.9, 3.4], [0.6, 1.25, 4.0], [0, 0, 3.7], [0, 0, 2.8], [0, 0, 25], [0, 0, 25]];
    public static readonly double[][] Pcie = [[1.0, 2.5, 5.7], [1.0, 1.9, 4.0], [0, 0, 3.7], [0, 0, 2.8], [0, 0, 0], [0, 0, 0]];
    public static readonly double[][] Network = [[2.7, 4.0, 14], [5.0, 8.5, 14], [0, 0, 31], [0, 0, 30], [0, 0, 18], [0, 0, 20.9]];

    // Bound of the LL protocol, by generation (Volta, Ampere, Hopper, Blackwell) and nodes (1, 2, more).
    public static readonly double[][] LowLatencyBound = [[39, 39, 20.4], [87.7, 22.5, 19], [141, 45, 35], [282, 90, 70]];

    // Share of a tree's bandwidth, by protocol, at 64 B, 128 B, 256 B, …
    public static readonly double[][] TreeCorrection =
    [
        [1, 1, 1, 1, .9, .8, .7, .7, .7, .7, .6, .5, .4, .4, .5, .6, .7, .8, .9, 1],
        [1, 1, 1, 1, 1, .9, .8, .8, .8, .7, .6, .6, .6, .6, .6, .6, .8, .9, .9, .9, .9, 1],
        [.9, .9, .9, .9, .9, .9, .9, .8, .7, .6, .6, .5, .5, .5, .5, .6, .7, .8, .7, .7, .8, .9],
    ];
}
