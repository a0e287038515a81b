using System.Collections.Immutable;
using Orrery.Hardware.Collectives;
using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>Kinds of kernels that are fitted apart, each by what its time depends on.</summary>
public enum KernelKind
{
    /// <summary>A matrix multiplication of tokens with weights.</summary>
    MatMul,

    /// <summary>The grouped multiplications of routed experts.</summary>
    Experts,

    /// <summary>Fused attention of prompts over keys and values of heads.</summary>
    PrefillAttention,

    /// <summary>Fused attention of one token a sequence over keys and values of heads.</summary>
    DecodeAttention,

    /// <summary>Fused attention of prompts whose cache is a latent.</summary>
    PrefillLatent,

    /// <summary>Fused attention of one token a sequence over a latent.</summary>
    DecodeLatent,

    /// <summary>Sums over devices that the engine's own kernel makes rather than the library's.</summary>
    AllReduce,

    /// <summary>Norms, rotations and activations: work that only moves bytes.</summary>
    Pointwise,

    /// <summary>Tokens to the devices of their experts and back by the engine's own kernels, one copy a visit: few tokens (DeepEP's low-latency mode).</summary>
    Exchange,

    /// <summary>The same, one copy a device that some visit is to: many tokens (DeepEP's normal mode).</summary>
    BulkExchange,
}

/// <summary>
/// How long one kind of kernel takes on an architecture, beside the data sheet: a launch, then arithmetic and bytes at the shares of the peaks
/// that they reach, with what does not overlap with them.
/// </summary>
/// <remarks>
/// t = launch + depth·k + unit·u + (activations·(A + elsewhere·E) + cache·K)/B + (C³ + M³)^⅓ with C = (F + padding·F₁)/(compute·P) and
/// M = Y/(memory·B): F arithmetic, F₁ that of one more row in each tile's group, Y bytes, A bytes of activations, E those of visits to experts of
/// other devices, K new keys and values, k the length of the inner dimension or of the longest row, u units of work that are scheduled one by one,
/// P and B the peaks. Attention takes the larger of C and M, so that its time stays affine in the tokens attended.
/// </remarks>
public sealed record KernelFit
{
    /// <summary>The kind of kernel.</summary>
    public required KernelKind Kind { get; init; }

    /// <summary>Format of the weights or the cache; empty where it makes no difference.</summary>
    public string Format { get; init; } = "";

    /// <summary>The engine's version that it was measured with, as <c>vllm 0.19.0</c>; empty for the newest, or where versions do not differ.</summary>
    public string Version { get; init; } = "";

    /// <summary>Time of an empty kernel.</summary>
    public Seconds Launch { get; init; }

    /// <summary>Share of the peak arithmetic that large ones reach.</summary>
    public double Compute { get; init; } = 1;

    /// <summary>Share of the peak bandwidth that large ones reach.</summary>
    public double Memory { get; init; } = 1;

    /// <summary>Activations moved beside the rest, over their bytes: quantising, reading, writing.</summary>
    public double Activations { get; init; }

    /// <summary>Share of those that a visit to an expert of another device costs, where every device has all tokens.</summary>
    public double Elsewhere { get; init; }

    /// <summary>New keys and values moved beside the rest, over their bytes.</summary>
    public double Cache { get; init; }

    /// <summary>Time of one element of the inner dimension, however many outer ones there are; for attention of prompts that of one attended token.</summary>
    public Seconds Depth { get; init; }

    /// <summary>Time of one unit of work scheduled by itself: a head of a sequence, a device of a sum.</summary>
    public Seconds Unit { get; init; }

    /// <summary>Rows that each expert's tokens are padded by.</summary>
    public double Padding { get; init; }

    /// <summary>Kernels it was fitted to; 0 where it is taken from another.</summary>
    public int Points { get; init; }

    /// <summary>Median relative error over those.</summary>
    public double Residual { get; init; }
}

/// <summary>What an architecture's kernels reach of its data sheet.</summary>
public sealed record CalibrationSpec
{
    /// <summary>The catalog's name, e.g. <c>hopper</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Fits by kind and format.</summary>
    public required ImmutableArray<KernelFit> Kernels { get; init; }

    /// <summary>Fits of the library's collectives by kind and link.</summary>
    public ImmutableArray<CollectiveFit> Collectives { get; init; } = [];

    /// <summary>The fit of a collective over a link; null where it was not measured.</summary>
    /// <param name="kind">The collective.</param>
    /// <param name="technology">The link's technology.</param>
    public CollectiveFit? Find(Collective kind, string technology)
    {
        foreach (var fit in Collectives)
            if (fit.Kind == kind && fit.Link == technology) return fit;
        return null;
    }

    /// <summary>The fit of a kind for a format: its own, else that of the nearest format of the same arithmetic, else the widest; null where the kind has none.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="format">The format.</param>
    /// <param name="version">The engine's version, as <c>vllm 0.19.0</c>; where it has no fit of its own, or is empty, that of the newest.</param>
    public KernelFit? Find(KernelKind kind, NumberFormat format, string version = "")
    {
        KernelFit? same = null, any = null;
        if (version.Length > 0)
            foreach (var fit in Kernels)
                if (fit.Kind == kind && fit.Version == version && (fit.Format == format.Name || fit.Format.Length == 0)) return fit;
        foreach (var fit in Kernels)
        {
            if (fit.Kind != kind || fit.Version.Length > 0) continue;
            if (fit.Format == format.Name || fit.Format.Length == 0) return fit;
            if (NumberFormat.All.FirstOrDefault(f => f.Name == fit.Format) is { } other && other.Compute == format.Compute) same ??= fit;
            if (fit.Format is "bf16" || any is null) any = fit;
        }

        return same ?? any;
    }
}
