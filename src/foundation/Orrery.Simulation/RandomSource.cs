using System.Numerics;
using System.Runtime.CompilerServices;

namespace Orrery.Simulation;

/// <summary>A stream of random numbers: xoshiro256** (Blackman, Vigna 2018) seeded by SplitMix64. The sequence is part of the contract.</summary>
public sealed class RandomSource
{
    ulong _a, _b, _c, _d;

    /// <summary>The stream of one seed.</summary>
    public RandomSource(ulong seed)
    {
        _a = Next(ref seed);
        _b = Next(ref seed);
        _c = Next(ref seed);
        _d = Next(ref seed);

        static ulong Next(ref ulong s)
        {
            var mixed = RandomStreams.Mix(s);
            unchecked { s += 0x9E3779B97F4A7C15; }
            return mixed;
        }
    }

    /// <summary>The next 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
            var t = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= t;
            _d = BitOperations.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>Uniform in [0, 1), on the grid of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>), without bias (Lemire's multiply and reject).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var threshold = unchecked(0UL - range) % range;
        while (true)
        {
            var high = Math.BigMul(NextUInt64(), range, out var low);
            if (low >= threshold) return (int)high;
        }
    }
}
