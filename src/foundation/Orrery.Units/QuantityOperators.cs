using System.Runtime.CompilerServices;

namespace Orrery.Units;

/// <summary>
/// The arithmetic that every quantity has: sums, differences, order and ratios within one dimension, scaling by a pure number.
/// Written once for all of them; the JIT folds each to the bare instruction on a double.
/// </summary>
public static class QuantityOperators
{
    extension<T>(T) where T : struct, IQuantity<T>
    {
        /// <summary>No amount at all.</summary>
        public static T Zero => default;

        /// <summary>Sum.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T operator +(T a, T b) => T.Of(a.Value + b.Value);

        /// <summary>Difference.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T operator -(T a, T b) => T.Of(a.Value - b.Value);

        /// <summary>Scaled by a pure number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T operator *(T a, double k) => T.Of(a.Value * k);

        /// <summary>Scaled by a pure number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T operator *(double k, T a) => T.Of(a.Value * k);

        /// <summary>Divided by a pure number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T operator /(T a, double k) => T.Of(a.Value / k);

        /// <summary>Ratio of two amounts of one dimension: a pure number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static double operator /(T a, T b) => a.Value / b.Value;

        /// <summary>Order.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool operator <(T a, T b) => a.Value < b.Value;

        /// <summary>Order.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool operator >(T a, T b) => a.Value > b.Value;

        /// <summary>Order.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool operator <=(T a, T b) => a.Value <= b.Value;

        /// <summary>Order.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool operator >=(T a, T b) => a.Value >= b.Value;

        /// <summary>The larger of two amounts.</summary>
        public static T Max(T a, T b) => a.Value >= b.Value ? a : b;

        /// <summary>The smaller of two amounts.</summary>
        public static T Min(T a, T b) => a.Value <= b.Value ? a : b;
    }
}
