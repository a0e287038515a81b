namespace Orrery.Performance;

/// <summary>
/// Seconds by tokens, worked out once: straight lines between eight points an octave, so that a step costs one look-up however many kernels
/// the curve stands for. Sums of curves are curves.
/// </summary>
sealed class TokenCurve
{
    const int PointsPerOctave = 8;
    const int FirstOctave = -6;
    const int LastOctave = 21;
    const int RestBits = 52 - 3;
    const int FirstPlace = (1023 + FirstOctave) * PointsPerOctave;

    readonly double[] _seconds = new double[(LastOctave - FirstOctave) * PointsPerOctave + 1];

    /// <summary>The curve of a function of tokens that rises.</summary>
    public static TokenCurve Of(Func<double, double> seconds)
    {
        var curve = new TokenCurve();
        for (var i = 0; i < curve._seconds.Length; i++) curve._seconds[i] = seconds(Tokens(i));
        return curve;
    }

    /// <summary>So many times one curve and so many times another.</summary>
    public static TokenCurve Sum(double countA, TokenCurve a, double countB, TokenCurve b)
    {
        var curve = new TokenCurve();
        for (var i = 0; i < curve._seconds.Length; i++) curve._seconds[i] = countA * a._seconds[i] + countB * b._seconds[i];
        return curve;
    }

    /// <summary>Seconds at so many tokens, more than none.</summary>
    public double At(double tokens)
    {
        // Exponent and first three bits of the mantissa are the place on the curve, the rest is how far it is to the next: scaling took twice as long.
        var bits = BitConverter.DoubleToInt64Bits(tokens);
        var i = (int)(bits >> RestBits) - FirstPlace;
        if (i < 0) return _seconds[0];
        if (i >= _seconds.Length - 1) return _seconds[^1] * tokens / (1 << LastOctave);
        var rest = (bits & ((1L << RestBits) - 1)) * (1.0 / (1L << RestBits));
        return _seconds[i] + rest * (_seconds[i + 1] - _seconds[i]);
    }

    // Equal steps within an octave: whole numbers up to sixteen tokens are points themselves.
    static double Tokens(int i) => Math.ScaleB(1 + i % PointsPerOctave / (double)PointsPerOctave, FirstOctave + i / PointsPerOctave);
}
