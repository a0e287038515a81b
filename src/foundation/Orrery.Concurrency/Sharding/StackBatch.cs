namespace Orrery.Concurrency;

/// <summary>The counter to which operations announce themselves, alone at the front of its batch.</summary>
abstract class BatchCounter : Padded
{
    /// <summary>Pushes in the low half, pops in the high one, and the sign as a seal: one fetch-and-add tells an operation its number, who came first, and whether it came too late.</summary>
    public long Announced;
}

/// <summary>Keeps those who wait for a batch off the line on which others still announce themselves.</summary>
abstract class BatchGap : BatchCounter
{
#pragma warning disable CA1823, CS0169, IDE0051
    readonly Padding _between;
#pragma warning restore CA1823, CS0169, IDE0051
}

/// <summary>Operations that met: pushes and pops of the same number eliminate each other, the rest is of one kind and is applied by one of them. Never used twice, since somebody may still be late for it.</summary>
sealed class StackBatch<T>(int capacity, int gather, int load) : BatchGap
{
    public const long Push = 1, Pop = 1L << 32, Seal = long.MinValue;
    public const int Open = 0, Frozen = 1, Applied = 2;

    /// <summary>What the pushes brought, by number.</summary>
    public readonly StackNode<T>?[] Slots = new StackNode<T>?[capacity];

    /// <summary>Turns of a spin that the first waits for company.</summary>
    public readonly int Gather = gather;

    /// <summary>How many operations this shard's batches have had, as <see cref="ShardingPolicy"/> has it.</summary>
    public readonly int Load = load;

    // Written by the freezer before Stage becomes Frozen, read by others after.
    public int Pushes, Pops;

    // Written by the combiner before Stage becomes Applied.
    public StackNode<T>? Taken;

    public int Stage;

    public static int PushesOf(long announced) => (int)(announced & int.MaxValue);
    public static int PopsOf(long announced) => (int)((announced & ~Seal) >> 32);
}
