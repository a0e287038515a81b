using System.Collections.Immutable;

namespace Orrery.Hardware;

/// <summary>The arithmetic an engine does: the key of a peak rate.</summary>
public enum ComputeType
{
    /// <summary>16-bit floating point, bfloat16 or half.</summary>
    Bf16,

    /// <summary>8-bit floating point.</summary>
    Fp8,

    /// <summary>8-bit integer.</summary>
    Int8,

    /// <summary>4-bit floating point.</summary>
    Fp4,

    /// <summary>32-bit floating point on the vector or matrix units.</summary>
    Fp32,
}

/// <summary>How a number is stored: its bits, the scales that a block of numbers shares, and the arithmetic it feeds.</summary>
/// <param name="Name">The name used in scenarios, e.g. <c>mxfp4</c>.</param>
/// <param name="Bits">Bits of one element.</param>
/// <param name="BlockSize">Elements that share one scale; 0 where there is none or it is per tensor.</param>
/// <param name="ScaleBits">Bits of the scale of one block (with its zero point, where there is one).</param>
/// <param name="Compute">The arithmetic used on elements of this format where both operands have it.</param>
public sealed record NumberFormat(string Name, int Bits, int BlockSize, int ScaleBits, ComputeType Compute)
{
    /// <summary>32-bit floating point.</summary>
    public static NumberFormat Fp32 { get; } = new("fp32", 32, 0, 0, ComputeType.Fp32);

    /// <summary>bfloat16.</summary>
    public static NumberFormat Bf16 { get; } = new("bf16", 16, 0, 0, ComputeType.Bf16);

    /// <summary>Half precision.</summary>
    public static NumberFormat Fp16 { get; } = new("fp16", 16, 0, 0, ComputeType.Bf16);

    /// <summary>8-bit floating point with a scale per tensor.</summary>
    public static NumberFormat Fp8 { get; } = new("fp8", 8, 0, 0, ComputeType.Fp8);

    /// <summary>8-bit floating point with a 32-bit scale per block of 128×128 (DeepSeek-V3, arXiv 2412.19437 §3.3).</summary>
    public static NumberFormat Fp8Block { get; } = new("fp8-block", 8, 16384, 32, ComputeType.Fp8);

    /// <summary>8-bit integer with a scale per tensor or channel.</summary>
    public static NumberFormat Int8 { get; } = new("int8", 8, 0, 0, ComputeType.Int8);

    /// <summary>4-bit integer, groups of 128 with a 16-bit scale and a 4-bit zero point (GPTQ, AWQ); dequantised to 16 bits before arithmetic.</summary>
    public static NumberFormat Int4 { get; } = new("int4", 4, 128, 20, ComputeType.Bf16);

    /// <summary>MXFP8: blocks of 32 with an 8-bit scale (OCP Microscaling 1.0).</summary>
    public static NumberFormat Mxfp8 { get; } = new("mxfp8", 8, 32, 8, ComputeType.Fp8);

    /// <summary>4-bit floating point with a scale per tensor or channel.</summary>
    public static NumberFormat Fp4 { get; } = new("fp4", 4, 0, 0, ComputeType.Fp4);

    /// <summary>MXFP4: blocks of 32 with an 8-bit scale (OCP Microscaling 1.0).</summary>
    public static NumberFormat Mxfp4 { get; } = new("mxfp4", 4, 32, 8, ComputeType.Fp4);

    /// <summary>NVFP4: blocks of 16 with an 8-bit scale.</summary>
    public static NumberFormat Nvfp4 { get; } = new("nvfp4", 4, 16, 8, ComputeType.Fp4);

    /// <summary>Every format, by the name that scenarios use.</summary>
    public static ImmutableArray<NumberFormat> All { get; } = [Fp32, Bf16, Fp16, Fp8, Fp8Block, Int8, Int4, Mxfp8, Fp4, Mxfp4, Nvfp4];

    /// <summary>Bytes of one element with its share of the scale, e.g. 0.53125 for MXFP4.</summary>
    public double BytesPerElement => (Bits + (BlockSize > 0 ? (double)ScaleBits / BlockSize : 0)) / 8;
}
