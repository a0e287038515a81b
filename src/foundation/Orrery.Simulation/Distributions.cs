namespace Orrery.Simulation;

/// <summary>Draws from continuous distributions; a fixed sequence for a fixed stream.</summary>
public static class Distributions
{
    extension(RandomSource source)
    {
        /// <summary>Uniform in the open interval (0, 1).</summary>
        public double NextOpen() => ((source.NextUInt64() >> 12) + 0.5) * (1.0 / (1UL << 52));

        /// <summary>Exponential with a mean.</summary>
        public double NextExponential(double mean) => -Math.Log(source.NextOpen()) * mean;

        /// <summary>Standard normal, by inversion: one draw of the stream for each.</summary>
        public double NextNormal() => NormalDistribution.Quantile(source.NextOpen());

        /// <summary>Normal with a mean and a standard deviation.</summary>
        public double NextNormal(double mean, double deviation) => mean + deviation * source.NextNormal();

        /// <summary>Log-normal with a median and the standard deviation of its logarithm.</summary>
        public double NextLogNormal(double median, double sigma) => median * Math.Exp(sigma * source.NextNormal());

        /// <summary>Weibull with a shape and a scale.</summary>
        public double NextWeibull(double shape, double scale) => scale * Math.Pow(-Math.Log(source.NextOpen()), 1 / shape);

        /// <summary>Gamma with a shape and a scale.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The shape is not positive.</exception>
        public double NextGamma(double shape, double scale)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape);
            // Below one: Gamma(a) = Gamma(a + 1)·U^(1/a) (Marsaglia, Tsang 2000, §6).
            var boost = shape < 1 ? Math.Pow(source.NextOpen(), 1 / shape) : 1;
            // Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.
            var d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
            var c = 1 / Math.Sqrt(9 * d);
            while (true)
            {
                var x = source.NextNormal();
                var v = 1 + c * x;
                if (v <= 0) continue;
                v = v * v * v;
                if (Math.Log(source.NextOpen()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v * boost * scale;
            }
        }
    }
}
