using Orrery.Hardware;

namespace Orrery.Performance;

/// <summary>What one kernel has to do on one device.</summary>
/// <param name="Flops">Arithmetic.</param>
/// <param name="Bytes">Bytes that weights, cache, inputs and outputs move.</param>
/// <param name="ActivationBytes">Bytes of activations that move beside the kernel's own stream.</param>
/// <param name="Depth">Length of the inner dimension, or of the longest row that attention reads.</param>
/// <param name="Units">Units that are scheduled one by one.</param>
/// <param name="PadFlops">Arithmetic of one more row in each group.</param>
/// <param name="ElsewhereBytes">Bytes of activations of the visits that other devices' experts serve.</param>
/// <param name="CacheBytes">Bytes of new keys and values.</param>
public readonly record struct KernelWork(double Flops, double Bytes, double ActivationBytes = 0, double Depth = 0, double Units = 0, double PadFlops = 0, double ElsewhereBytes = 0, double CacheBytes = 0)
{
    /// <summary>A multiplication of <paramref name="rows"/> tokens with a matrix.</summary>
    /// <param name="rows">Tokens.</param>
    /// <param name="inner">Inner dimension.</param>
    /// <param name="outer">Width of the result.</param>
    /// <param name="weightBytes">Bytes of one weight.</param>
    /// <param name="activationBytes">Bytes of one input.</param>
    public static KernelWork MatMul(double rows, double inner, double outer, double weightBytes, double activationBytes) => new(
        2 * rows * inner * outer,
        inner * outer * weightBytes + rows * (inner * activationBytes + outer * OperatorGraph.ResidualBytes),
        // Where inputs are narrowed first, they are read at 16 bits and written at eight.
        rows * inner * 3,
        inner);

    /// <summary>The experts of one device.</summary>
    /// <param name="rows">Visits of this device's experts by all tokens.</param>
    /// <param name="elsewhere">Visits of other devices' experts by tokens that this device has.</param>
    /// <param name="touched">This device's experts that some token visits.</param>
    /// <param name="hidden">Width of the model.</param>
    /// <param name="width">Width of one expert on this device.</param>
    /// <param name="weightBytes">Bytes of one weight.</param>
    public static KernelWork Experts(double rows, double elsewhere, double touched, double hidden, double width, double weightBytes) => new(
        2 * 3 * hidden * width * rows,
        touched * 3 * hidden * width * weightBytes,
        rows * ExpertRowBytes(hidden, width),
        PadFlops: touched * 2 * 3 * hidden * width,
        ElsewhereBytes: elsewhere * ExpertRowBytes(hidden, width));

    /// <summary>Attention of whole prompts.</summary>
    /// <param name="flops">Arithmetic.</param>
    /// <param name="cacheBytes">Bytes of their keys and values.</param>
    /// <param name="activationBytes">Bytes of queries and outputs.</param>
    /// <param name="length">Length of the longest.</param>
    public static KernelWork Prompts(double flops, double cacheBytes, double activationBytes, double length)  => new(flops, cacheBytes, activationBytes, length, CacheBytes: cacheBytes);

    // A visit gathers and scatters a token, and writes gate and up and reads their product.
    internal static double ExpertRowBytes(double hidden, double width) => (2 * hidden + 3 * width) * OperatorGraph.ResidualBytes;

    /// <summary>How long the kernel takes.</summary>
    /// <param name="fit">The fit of its kind.</param>
    /// <param name="peak">Peak arithmetic, in FLOP/s.</param>
    /// <param name="bandwidth">Peak bandwidth, in B/s.</param>
    public double Seconds(KernelFit fit, double peak, double bandwidth)
        => Overhead(fit, bandwidth) + Stream(fit.Kind, (Flops + fit.Padding * PadFlops) / (fit.Compute * peak), Bytes / (fit.Memory * bandwidth));

    /// <summary>What of the time neither arithmetic nor the stream of bytes hides.</summary>
    internal double Overhead(KernelFit fit, double bandwidth)
        => fit.Launch.Value + fit.Depth.Value * Depth + fit.Unit.Value * Units + (fit.Activations * (ActivationBytes + fit.Elsewhere * ElsewhereBytes) + fit.Cache * CacheBytes) / bandwidth;

    /// <summary>Arithmetic and bytes together: they overlap less well the nearer they are, but for attention, which must stay affine in what it attends to.</summary>
    internal static double Stream(KernelKind kind, double compute, double memory) => kind is KernelKind.MatMul or KernelKind.Experts
        ? Math.Cbrt(compute * compute * compute + memory * memory * memory)
        : Math.Max(compute, memory);
}
