namespace Orrery.Simulation;

/// <summary>The standard normal distribution in closed form.</summary>
public static class NormalDistribution
{
    /// <summary>The probability of a value at or under <paramref name="x"/>, to about 1e-13 of the smaller tail.</summary>
    public static double Cdf(double x)
    {
        // Hart (1968) as given by G. West, "Better approximations to cumulative normal functions", Wilmott 2005.
        var z = Math.Abs(x);
        double tail;
        if (z > 38.5) tail = 0;
        else if (z < 4)
        {
            tail = Math.Exp(-z * z / 2)
                * ((((((0.0352624965998911 * z + 0.700383064443688) * z + 6.37396220353165) * z + 33.912866078383) * z + 112.079291497871) * z + 221.213596169931) * z + 220.206867912376)
                / (((((((0.0883883476483184 * z + 1.75566716318264) * z + 16.064177579207) * z + 86.7807322029461) * z + 296.564248779674) * z + 637.333633378831) * z + 793.826512519948) * z + 440.413735824752);
        }
        else
        {
            // The continued fraction of Mills' ratio, where Hart's fit would lose digits of the tail.
            var fraction = 0.0;
            for (var k = 24; k > 0; k--) fraction = k / (z + fraction);
            tail = Math.Exp(-z * z / 2) / (z + fraction) / 2.5066282746310005;
        }
        return x > 0 ? 1 - tail : tail;
    }

    /// <summary>The value that a share <paramref name="p"/> lies under, to about 1e-16 relative; infinite at 0 and 1, not a number outside.</summary>
    public static double Quantile(double p)
    {
        // M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37(3), 1988.
        if (!(p > 0 && p < 1)) return p == 0 ? double.NegativeInfinity : p == 1 ? double.PositiveInfinity : double.NaN;
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q
                * (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608)
                / (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1);
        }
        var t = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        double z;
        if (t <= 5)
        {
            t -= 1.6;
            z = (((((((7.7454501427834140764e-4 * t + 0.0227238449892691845833) * t + 0.24178072517745061177) * t + 1.27045825245236838258) * t + 3.64784832476320460504) * t + 5.7694972214606914055) * t + 4.6303378461565452959) * t + 1.42343711074968357734)
                / (((((((1.05075007164441684324e-9 * t + 5.475938084995344946e-4) * t + 0.0151986665636164571966) * t + 0.14810397642748007459) * t + 0.68976733498510000455) * t + 1.6763848301838038494) * t + 2.05319162663775882187) * t + 1);
        }
        else
        {
            t -= 5;
            z = (((((((2.01033439929228813265e-7 * t + 2.71155556874348757815e-5) * t + 0.0012426609473880784386) * t + 0.026532189526576123093) * t + 0.29656057182850489123) * t + 1.7848265399172913358) * t + 5.4637849111641143699) * t + 6.6579046435011037772)
                / (((((((2.04426310338993978564e-15 * t + 1.4215117583164458887e-7) * t + 1.8463183175100546818e-5) * t + 7.868691311456132591e-4) * t + 0.0148753612908506148525) * t + 0.13692988092273580531) * t + 0.59983220655588793769) * t + 1);
        }
        return q < 0 ? -z : z;
    }
}
