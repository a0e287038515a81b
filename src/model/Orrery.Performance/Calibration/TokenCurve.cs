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
        var octave = Math.ILogB(tokens);
        if (octave < FirstOctave) return _seconds[0];
        if (octave >= LastOctave) return _seconds[^1] * tokens / Math.ScaleB(1, LastOctave);
        var place = (Math.ScaleB(tokens, -octave) - 1) * PointsPerOctave;
        var below = (int)place;
        var i = (octave - FirstOctave) * PointsPerOctave + below;
        return _seconds[i] + (place - below) * (_seconds[i + 1] - _seconds[i]);
    }

    // Equal steps within an octave: whole numbers up to sixteen tokens are points themselves.
    static double Tokens(int i) => Math.ScaleB(1 + i % PointsPerOctave / (double)PointsPerOctave, FirstOctave + i / PointsPerOctave);
}
