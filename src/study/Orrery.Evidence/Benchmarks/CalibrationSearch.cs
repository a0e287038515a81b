using System.Collections.Immutable;
using Orrery.Scenarios;

namespace Orrery.Evidence;

/// <summary>Searches the calibration under which predictions are nearest to measurements.</summary>
sealed class CalibrationSearch
{
    const int MostSteps = 12, MostTries = 5;
    const double Difference = 0.05, Huber = 1.5, Converged = 1e-4;

    readonly CalibrationParameters _parameters;
    readonly BenchmarkReplay _replay;
    readonly bool[] _counts;

    public CalibrationSearch(CalibrationParameters parameters, BenchmarkReplay replay, ImmutableArray<BenchmarkPoint> points)
    {
        (_parameters, _replay) = (parameters, replay);
        PointOf = [.. points.Index().SelectMany(p => Enumerable.Repeat(p.Index, p.Item.Figures.Length))];
        Figures = [.. points.SelectMany(p => p.Figures)];
        _counts = [.. points.SelectMany(p => p.Figures.Select(figure => Counts(p, figure.Metric)))];
    }

    /// <summary>The point of each figure.</summary>
    public ImmutableArray<int> PointOf { get; }

    /// <summary>Every measured number.</summary>
    public ImmutableArray<BenchmarkFigure> Figures { get; }

    // The end-to-end time is that to the first token and the others': where both are there it counts once.
    static bool Counts(BenchmarkPoint point, BenchmarkMetric metric) => metric != BenchmarkMetric.E2e
        || !(point.Figures.Any(f => f.Metric == BenchmarkMetric.Ttft) && point.Figures.Any(f => f.Metric == BenchmarkMetric.Tpot));

    // What measured means repeat to: a time to a first token hangs on chance meetings in a queue.
    static double Spread(BenchmarkMetric metric) => metric switch { BenchmarkMetric.Ttft => 0.1, BenchmarkMetric.E2e => 0.05, _ => 0.03 };

    /// <summary>The calibration nearest to the points that it may see.</summary>
    /// <param name="sees">Whether it may see a point.</param>
    /// <param name="start">Where the search begins.</param>
    public (double[] At, SystemCalibration Calibration) Fit(Func<int, bool> sees, double[] start)
    {
        int[] seen = [.. Enumerable.Range(0, Figures.Length).Where(i => _counts[i] && sees(PointOf[i]))];
        var at = start;
        var residuals = Residuals(at, seen);
        var damping = 0.01;
        for (var step = 0; step < MostSteps; step++)
        {
            var slopes = new double[at.Length][];
            for (var j = 0; j < at.Length; j++)
            {
                var beside = Residuals([.. at.Select((x, k) => k == j ? x + Difference : x)], seen);
                slopes[j] = [.. beside.Zip(residuals, (b, r) => (b - r) / Difference)];
            }

            var cost = Cost(residuals, at);
            var moved = false;
            for (var attempt = 0; attempt < MostTries && !moved; attempt++, damping *= 8)
            {
                var next = at.Zip(Step(at, residuals, slopes, damping), static (x, d) => x + Math.Clamp(d, -2, 2)).ToArray();
                var there = Residuals(next, seen);
                if (Cost(there, next) is var lower && !(lower < cost)) continue;
                moved = cost - lower > Converged * cost;
                (at, residuals) = (next, there);
                damping /= 64;
                if (!moved) return (at, _parameters.At(at));
            }
            if (!moved) break;
        }
        return (at, _parameters.At(at));
    }

    double[] Residuals(double[] at, int[] seen)
    {
        var predicted = _replay.Predict(_parameters.At(at));
        return [.. seen.Select(i => double.IsNaN(predicted[i]) ? double.PositiveInfinity : Math.Log(predicted[i] / Figures[i].Value) / Spread(Figures[i].Metric))];
    }

    static double Cost(double[] residuals, double[] at) => residuals.Sum(static r => Math.Abs(r) <= Huber ? r * r : Huber * (2 * Math.Abs(r) - Huber)) + at.Sum(static x => x * x);

    // (Jᵀ W J + 1 + damping) d = −(Jᵀ W r + x): the ridge is the one, the weights are Huber's.
    static double[] Step(double[] at, double[] residuals, double[][] slopes, double damping)
    {
        var n = at.Length;
        var matrix = new double[n, n + 1];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) matrix[i, j] = Product(slopes[i], slopes[j]) * (i == j ? 1 + damping : 1) + (i == j ? 1 : 0);
            matrix[i, n] = -(Product(slopes[i], residuals) + at[i]);
        }

        for (var i = 0; i < n; i++) // positive definite: no pivots
            for (var row = 0; row < n; row++)
            {
                if (row == i) continue;
                var factor = matrix[row, i] / matrix[i, i];
                for (var j = i; j <= n; j++) matrix[row, j] -= factor * matrix[i, j];
            }
        return [.. Enumerable.Range(0, n).Select(i => matrix[i, n] / matrix[i, i])];

        double Product(double[] a, double[] b)
        {
            var sum = 0.0;
            for (var k = 0; k < a.Length; k++) sum += (Math.Abs(residuals[k]) <= Huber ? 1 : Huber / Math.Abs(residuals[k])) * a[k] * b[k];
            return sum;
        }
    }
}
