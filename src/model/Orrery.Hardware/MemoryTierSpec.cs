using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>What reads of one size at random places were measured to reach, many of them at once.</summary>
/// <param name="Size">Size of one.</param>
/// <param name="Bandwidth">Rate of all together.</param>
public readonly record struct RandomReadRate(Bytes Size, BytesPerSecond Bandwidth);

/// <summary>One tier of memory as an accelerator sees it: all its stacks, modules or cards together.</summary>
public sealed record MemoryTierSpec
{
    /// <summary>The tier's name within its accelerator, e.g. <c>hbm</c>, <c>hbf</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The technology, e.g. <c>HBM3e</c>, <c>HBF</c>, <c>LPDDR5X</c>, <c>SRAM</c>.</summary>
    public required string Technology { get; init; }

    /// <summary>Bytes it holds.</summary>
    public required Bytes Capacity { get; init; }

    /// <summary>Peak rate of reading.</summary>
    public required BytesPerSecond ReadBandwidth { get; init; }

    /// <summary>Peak rate of writing; the read rate where not given.</summary>
    public BytesPerSecond? WriteBandwidth { get; init; }

    /// <summary>Time from a request to its first byte, under load.</summary>
    public Seconds Latency { get; init; }

    /// <summary>Smallest unit that is read or written: a burst, a line or a flash page.</summary>
    public Bytes AccessSize { get; init; } = new(64);

    /// <summary><see cref="Latency"/> of a tier that is idle; the same where not given. In between it grows in proportion to the share of the peak that is in use.</summary>
    public Seconds? UnloadedLatency { get; init; }

    /// <summary>Bytes that may be in flight at once; no bound where not given. Bandwidth cannot pass what is in flight over the latency (Little's law).</summary>
    public Bytes? MaxInFlight { get; init; }

    /// <summary>Measured rates of reads at random places, by rising size; none where bandwidth, latency and access size tell them.</summary>
    public ImmutableArray<RandomReadRate> RandomReads { get; init; } = [];

    /// <summary>Accesses of <see cref="AccessSize"/> that may be outstanding at once; no bound where not given.</summary>
    public double? MaxOutstanding { get; init; }

    /// <summary>Buffer before the engines: half of it may be in flight while the other half is used up; no bound where not given.</summary>
    public Bytes? PrefetchBuffer { get; init; }

    /// <summary>How long before an operator needs its bytes they are asked for; what of the latency is longer stands at the start of each operator. As early as it takes where not given.</summary>
    public Seconds? PrefetchLead { get; init; }

    /// <summary>Bytes of weights that lie together for one read of a kernel: a row of a tile where matrices lie row by row. Whole accesses are read for each. Null where tiles lie together.</summary>
    public Bytes? WeightPiece { get; init; }

    /// <summary>Share of the peak that streaming kernels reach.</summary>
    public double Efficiency { get; init; } = 1;

    /// <summary>Tiers that share a path to the engines move their bytes one after the other; tiers on different paths overlap. The tier's own name where not given.</summary>
    public string? Path { get; init; }

    /// <summary>Energy of reading.</summary>
    public JoulesPerByte ReadEnergy { get; init; }

    /// <summary>Energy of writing; that of reading where not given.</summary>
    public JoulesPerByte? WriteEnergy { get; init; }

    /// <summary>Power that the tier draws when nobody uses it.</summary>
    public Watts IdlePower { get; init; }

    /// <summary>False where live data may not be placed: writes are slow or wear it out.</summary>
    public bool Writable { get; init; } = true;

    /// <summary>Writes that a cell survives; no bound where not given.</summary>
    public double? EnduranceCycles { get; init; }

    /// <summary>Bytes that reach the cells per byte written.</summary>
    public double WriteAmplification { get; init; } = 1;

    /// <summary>Price.</summary>
    public DollarsPerByte Price { get; init; }

    /// <summary>Embodied carbon, low estimate.</summary>
    public KilogramsPerByte EmbodiedLow { get; init; }

    /// <summary>Embodied carbon, high estimate.</summary>
    public KilogramsPerByte EmbodiedHigh { get; init; }

    /// <summary>Engines that compute where the tier lies; null where it only stores.</summary>
    public ProcessingSpec? Processing { get; init; }

    /// <summary>Bandwidth that streaming reads reach: the peak, bounded by what can be in flight, times the efficiency.</summary>
    public BytesPerSecond EffectiveReadBandwidth => Effective(ReadBandwidth);

    /// <summary>Rate at which all who read the tier can, engines beside it included: what its use is a share of.</summary>
    public BytesPerSecond WidestReadBandwidth => Processing is { } near && near.Bandwidth > ReadBandwidth ? near.Bandwidth : ReadBandwidth;

    /// <summary>Bandwidth that streaming writes reach.</summary>
    public BytesPerSecond EffectiveWriteBandwidth => Effective(WriteBandwidth ?? ReadBandwidth);

    /// <summary>Bytes that can be in flight, by whichever bound is least; infinite where there is none.</summary>
    public Bytes InFlight => new(Math.Min(
        MaxInFlight?.Value ?? double.PositiveInfinity,
        Math.Min(MaxOutstanding * AccessSize.Value ?? double.PositiveInfinity, PrefetchBuffer?.Value / 2 ?? double.PositiveInfinity)));

    BytesPerSecond Effective(BytesPerSecond peak) => BytesPerSecond.Min(peak, Bound(peak)) * Efficiency;

    // Little's law, B (L₀ + (L - L₀) B/peak) = bytes in flight, for B.
    BytesPerSecond Bound(BytesPerSecond peak)
    {
        var inFlight = InFlight;
        if (double.IsPositiveInfinity(inFlight.Value) || Latency.Value <= 0) return new(double.PositiveInfinity);
        if (UnloadedLatency is not { } unloaded || unloaded == Latency) return inFlight / Latency;
        var growth = (Latency - unloaded).Value / peak.Value;
        return new((Math.Sqrt(unloaded.Value * unloaded.Value + 4 * growth * inFlight.Value) - unloaded.Value) / (2 * growth));
    }
}
