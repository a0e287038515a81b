using System.Runtime.InteropServices;

namespace Orrery.Concurrency;

// 128 bytes, not 64: processors fetch lines in pairs, and some (Apple's) have lines of 128.
// The runtime refuses explicit layouts of generic classes, but it does lay out a base class's fields before those of a derived one.

/// <summary>Two cache lines of nothing.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
struct Padding;

/// <summary>Keeps the first field of a derived class off the lines of whatever object stands before it.</summary>
abstract class Padded
{
#pragma warning disable CA1823, CS0169, IDE0051 // it is its size that counts
    readonly Padding _before;
#pragma warning restore CA1823, CS0169, IDE0051
}

/// <summary>A reference that many threads change, alone on its cache lines.</summary>
abstract class HotReference<TTarget> : Padded where TTarget : class
{
    public TTarget? Value;
}

/// <inheritdoc/>
sealed class Hot<TTarget> : HotReference<TTarget> where TTarget : class
{
#pragma warning disable CA1823, CS0169, IDE0051
    readonly Padding _after;
#pragma warning restore CA1823, CS0169, IDE0051
}

/// <summary>A number that many threads change, alone on its cache lines.</summary>
abstract class HotNumber : Padded
{
    public int Value;
}

/// <inheritdoc/>
sealed class HotFlag : HotNumber
{
#pragma warning disable CA1823, CS0169, IDE0051
    readonly Padding _after;
#pragma warning restore CA1823, CS0169, IDE0051
}
