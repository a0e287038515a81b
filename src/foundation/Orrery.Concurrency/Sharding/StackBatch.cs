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
sealed class StackBatch<T>(int capacity, long number, int load) : BatchGap
{
    public const long Push = 1, Pop = 1L << 32, Seal = long.MinValue;
    public const int Open = 0, Frozen = 1, Applied = 2;

    /// <summary>What the pushes brought, by number.</summary>
    public readonly StackNode<T>?[] Slots = new StackNode<T>?[capacity];

    /// <summary>How many batches of its shard came before.</summary>
    public readonly long Number = number;

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

/// <summary>The batch to which a shard's operations announce themselves.</summary>
abstract class ShardHead<T> : Padded
{
    public StackBatch<T>? Batch;
}

/// <summary>Keeps the two apart: one is read by everybody, the other by freezers alone.</summary>
abstract class ShardGap<T> : ShardHead<T>
{
#pragma warning disable CA1823, CS0169, IDE0051
    readonly Padding _between;
#pragma warning restore CA1823, CS0169, IDE0051
}

/// <summary>One place of announcement.</summary>
sealed class StackShard<T> : ShardGap<T>
{
    /// <summary>Batches that are wholly done. The next is not frozen before: it grows meanwhile, and one combiner of a shard at most is at the top.</summary>
    public long Done;

#pragma warning disable CA1823, CS0169, IDE0051
    readonly Padding _after;
#pragma warning restore CA1823, CS0169, IDE0051
}
