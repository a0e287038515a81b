using Orrery.Hardware;

namespace Orrery.Performance;

/// <summary>What an operator takes on engines beside the memory of its weights or its cache: the rates of one machine, flat.</summary>
sealed class NearWork
{
    readonly ProcessingSpec _engines;
    readonly double _secondsPerOperandByte; // through the tier's own interface
    readonly double _secondsPerActivationByte;
    readonly double _fixedSeconds;

    /// <summary>Binds rates.</summary>
    /// <param name="engines">The engines.</param>
    /// <param name="tier">The memory.</param>
    /// <param name="isKv">Whether the operand is the cache; else the weights.</param>
    /// <param name="share">Share of the operand that lies there.</param>
    /// <param name="interfaceRate">Bytes a second that the interface gives.</param>
    /// <param name="crosses">Whether activations cross that interface: they live in another tier.</param>
    /// <param name="ideal">Whether peaks are reached.</param>
    public NearWork(ProcessingSpec engines, MemoryTierSpec tier, bool isKv, double share, double interfaceRate, bool crosses, bool ideal)
    {
        _engines = ideal ? engines with { Efficiency = 1, PowerLimit = null } : engines;
        (IsKv, Share) = (isKv, share);
        _secondsPerOperandByte = 1 / interfaceRate;
        _secondsPerActivationByte = crosses ? 1 / interfaceRate : 0;
        // A command and an answer; full bandwidth needs the operand in every shard, whose results are joined pair by pair.
        if (!ideal) _fixedSeconds = (2 + ProcessingSpec.ReductionSteps(engines.Shards(tier.Capacity))) * tier.Latency.Value;
    }

    /// <summary>Whether the operand is the cache; else the weights.</summary>
    public bool IsKv { get; }

    /// <summary>Share of the operand that lies there.</summary>
    public double Share { get; }

    /// <summary>Where the engines sit.</summary>
    public ProcessingKind Kind => _engines.Kind;

    /// <summary>
    /// Whether work finishes sooner here than on the accelerator's engines, by what it takes for each byte: its FLOPs per byte against the ridges of
    /// both. What does not grow with the work is left out, so that a sequence does not move while it grows.
    /// </summary>
    /// <param name="bytes">Bytes of the operand.</param>
    /// <param name="flops">Operations on them.</param>
    /// <param name="secondsPerFlop">Of the accelerator's engines.</param>
    public bool Wins(double bytes, double flops, double secondsPerFlop) =>
        _engines.Seconds(bytes, flops) < Math.Max(bytes * _secondsPerOperandByte, flops * secondsPerFlop);

    /// <summary>Moves the share of an operator's work that lies here from the accelerator to these engines.</summary>
    public NearPrice Take(ref OperatorPrice price)
    {
        ref var operand = ref (IsKv ? ref price.KvReadBytes : ref price.WeightBytes);
        var (bytes, flops) = (operand * Share, price.Flops * Share);
        operand -= bytes;
        price.Flops -= flops;
        var joules = _engines.Joules(bytes, flops);
        return new()
        {
            Seconds = _engines.Seconds(bytes, flops) + price.ActivationBytes * _secondsPerActivationByte + _fixedSeconds,
            Joules = Kind == ProcessingKind.Pnm ? 0 : joules,
            OutsideJoules = Kind == ProcessingKind.Pnm ? joules : 0,
            Flops = flops,
            WeightBytes = IsKv ? 0 : bytes,
            KvBytes = IsKv ? bytes : 0,
        };
    }
}

/// <summary>What engines beside a memory do for one execution of an operator, or for all of a step. SI units.</summary>
struct NearPrice
{
    /// <summary>The way to them and back included.</summary>
    public double Seconds;

    /// <summary>Within the accelerator's package, whose power is bounded.</summary>
    public double Joules;

    /// <summary>On cards and modules of their own.</summary>
    public double OutsideJoules;
    public double Flops;

    /// <summary>Weights and cache that they read: they cross no path.</summary>
    public double WeightBytes;
    public double KvBytes;

    public void Add(double count, in NearPrice one)
    {
        Seconds += count * one.Seconds;
        Joules += count * one.Joules;
        OutsideJoules += count * one.OutsideJoules;
        Flops += count * one.Flops;
        WeightBytes += count * one.WeightBytes;
        KvBytes += count * one.KvBytes;
    }
}
