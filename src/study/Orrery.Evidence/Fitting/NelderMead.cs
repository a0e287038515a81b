namespace Orrery.Evidence;

/// <summary>
/// The downhill simplex of Nelder and Mead (The Computer Journal, 1965): a minimum of a function of a few numbers without derivatives. The same
/// start always gives the same end.
/// </summary>
static class NelderMead
{
    /// <summary>A minimum near a start.</summary>
    /// <param name="function">What is minimised.</param>
    /// <param name="start">The start.</param>
    /// <param name="step">Edge of the first simplex.</param>
    /// <param name="iterations">The most steps.</param>
    public static (double[] At, double Value) Minimise(Func<double[], double> function, double[] start, double step = 0.4, int iterations = 400)
    {
        var n = start.Length;
        var simplex = Enumerable.Range(0, n + 1).Select(i => start.Select((x, j) => i == j + 1 ? x + step : x).ToArray()).Select(x => (At: x, Value: function(x))).ToArray();
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            Array.Sort(simplex, (a, b) => a.Value.CompareTo(b.Value));
            var worst = simplex[n];
            if (worst.Value - simplex[0].Value <= 1e-9 * (Math.Abs(simplex[0].Value) + 1e-12)) break;
            var centre = Enumerable.Range(0, n).Select(j => simplex[..n].Average(point => point.At[j])).ToArray();
            (double[] At, double Value) Try(double reach)
            {
                var x = centre.Select((c, j) => c + reach * (worst.At[j] - c)).ToArray();
                return (x, function(x));
            }

            var mirrored = Try(-1);
            if (mirrored.Value < simplex[0].Value)
            {
                var further = Try(-2);
                simplex[n] = further.Value < mirrored.Value ? further : mirrored;
            }
            else if (mirrored.Value < simplex[n - 1].Value) simplex[n] = mirrored;
            else
            {
                var nearer = Try(0.5);
                if (nearer.Value < worst.Value) simplex[n] = nearer;
                else
                    for (var i = 1; i <= n; i++)
                    {
                        var x = simplex[i].At.Select((v, j) => (v + simplex[0].At[j]) / 2).ToArray();
                        simplex[i] = (x, function(x));
                    }
            }
        }

        Array.Sort(simplex, (a, b) => a.Value.CompareTo(b.Value));
        return simplex[0];
    }
}
