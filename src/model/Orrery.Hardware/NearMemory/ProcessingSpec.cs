using Orrery.Units;

namespace Orrery.Hardware;

/// <summary>Where arithmetic beside a memory sits (arXiv 2601.05047v2, "Opportunities").</summary>
public enum ProcessingKind
{
    /// <summary>On the die of the memory, among its banks (PIM): most bandwidth, slow logic, less room for cells.</summary>
    Pim,

    /// <summary>On dies of its own near the memory (PNM): a card or a module with a processor and ordinary memory.</summary>
    Pnm,

    /// <summary>On the base die of a stack, behind the stack's ordinary interface.</summary>
    BaseDie,

    /// <summary>Bonded face to face with the memory through a wider and denser interface of its own.</summary>
    Stacked,
}

/// <summary>Engines that compute where a tier of memory lies: what they read at, what they compute, how operands are cut for them. Of the whole tier.</summary>
public sealed record ProcessingSpec
{
    /// <summary>Where the engines sit.</summary>
    public required ProcessingKind Kind { get; init; }

    /// <summary>Rate at which the engines read their memory, all of them together.</summary>
    public required BytesPerSecond Bandwidth { get; init; }

    /// <summary>Share of it that streaming reaches.</summary>
    public double Efficiency { get; init; } = 1;

    /// <summary>Energy of reading for them.</summary>
    public JoulesPerByte ReadEnergy { get; init; }

    /// <summary>Their peak rate, all formats alike.</summary>
    public required FlopsPerSecond Peak { get; init; }

    /// <summary>Energy of one of their operations.</summary>
    public JoulesPerFlop ComputeEnergy { get; init; }

    /// <summary>Largest piece of an operand that one engine reads: a bank's neighbourhood, a card.</summary>
    public required Bytes ShardSize { get; init; }

    /// <summary>Power that may be carried away from them; no bound where not given. It bounds reading and arithmetic together, as a lower clock does.</summary>
    public Watts? PowerLimit { get; init; }

    /// <summary>FLOPs per byte at which arithmetic takes as long as reading.</summary>
    public double Ridge => Peak.Value / (Bandwidth.Value * Efficiency);

    /// <summary>Time of work on data that lie here: the longest of reading, arithmetic and carrying their heat away.</summary>
    /// <param name="bytes">Bytes read.</param>
    /// <param name="flops">Operations.</param>
    public double Seconds(double bytes, double flops) => Math.Max(
        Math.Max(bytes / (Bandwidth.Value * Efficiency), flops / Peak.Value),
        PowerLimit is { } limit ? Joules(bytes, flops) / limit.Value : 0);

    /// <summary>Energy of the same work.</summary>
    /// <param name="bytes">Bytes read.</param>
    /// <param name="flops">Operations.</param>
    public double Joules(double bytes, double flops) => bytes * ReadEnergy.Value + flops * ComputeEnergy.Value;

    /// <summary>Pieces that an operand is cut into.</summary>
    public double Shards(Bytes operand) => Math.Max(1, Math.Ceiling(operand / ShardSize));

    /// <summary>Pairwise steps that join what so many pieces computed.</summary>
    public static int ReductionSteps(double shards) => shards <= 1 ? 0 : (int)Math.Ceiling(Math.Log2(shards));
}
