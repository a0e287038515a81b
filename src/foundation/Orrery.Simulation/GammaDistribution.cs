namespace Orrery.Simulation;

/// <summary>The gamma distribution in closed form, and the gamma function behind it.</summary>
public static class GammaDistribution
{
    /// <summary>The natural logarithm of the gamma function of a positive number, to about 1e-15.</summary>
    public static double LogGamma(double x)
    {
        // Lanczos' approximation with g = 607/128 and 15 terms (P. Godfrey, 2001).
        ReadOnlySpan<double> terms =
        [
            0.99999999999999709182, 57.156235665862923517, -59.597960355475491248, 14.136097974741747174, -0.49191381609762019978,
            0.33994649984811888699e-4, 0.46523628927048575665e-4, -0.98374475304879564677e-4, 0.15808870322491248884e-3, -0.21026444172410488319e-3,
            0.21743961811521264320e-3, -0.16431810653676389022e-3, 0.84418223983852743293e-4, -0.26190838401581408670e-4, 0.36899182659531622704e-5,
        ];
        var sum = terms[0];
        for (var i = 1; i < terms.Length; i++) sum += terms[i] / (x + i);
        var t = x + 607.0 / 128 + 0.5;
        return (x + 0.5) * Math.Log(t) - t + Math.Log(2.5066282746310005 * sum / x);
    }

    /// <summary>The probability of a value at or under <paramref name="x"/>.</summary>
    /// <param name="shape">Positive.</param>
    /// <param name="scale">Positive.</param>
    /// <param name="x">The value.</param>
    public static double Cdf(double shape, double scale, double x)
    {
        if (x <= 0) return 0;
        var z = x / scale;
        if (double.IsInfinity(z)) return 1;
        var front = Math.Exp(shape * Math.Log(z) - z - LogGamma(shape));
        return z < shape + 1 ? Series(shape, z) * front : 1 - Fraction(shape, z) * front;
    }

    // P(a,z) and Q(a,z) without their common factor: Numerical Recipes, 3rd edition, §6.2.
    static double Series(double a, double z)
    {
        var term = 1 / a;
        var sum = term;
        for (var n = a + 1; Math.Abs(term) > Math.Abs(sum) * 1e-16; n++) sum += term *= z / n;
        return sum;
    }

    static double Fraction(double a, double z)
    {
        const double tiny = 1e-300;
        var b = z + 1 - a;
        var c = 1 / tiny;
        var d = 1 / b;
        var h = d;
        for (var i = 1; i < 10_000; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = an * d + b;
            if (Math.Abs(d) < tiny) d = tiny;
            c = b + an / c;
            if (Math.Abs(c) < tiny) c = tiny;
            d = 1 / d;
            h *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15) break;
        }
        return h;
    }
}
