namespace Orrery.Evidence;

/// <summary>Least squares under coefficients that are not negative.</summary>
static class NonNegativeLeastSquares
{
    const int MostSweeps = 100_000;

    /// <summary>The coefficients that minimise the sum of squares of <c>rows · x − targets</c>, none of them negative.</summary>
    /// <remarks>Coordinate descent on the normal equations with columns of equal length: convex, so that it ends at the minimum, wherever it begins.</remarks>
    public static double[] Solve(double[][] rows, double[] targets)
    {
        var count = rows[0].Length;
        var scale = new double[count];
        for (var i = 0; i < count; i++) scale[i] = Math.Sqrt(rows.Sum(row => row[i] * row[i])) is var length and > 0 ? 1 / length : 0;
        var normal = new double[count, count];
        var right = new double[count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++) normal[i, j] = scale[i] * scale[j] * rows.Sum(row => row[i] * row[j]);
            right[i] = scale[i] * rows.Select((row, r) => row[i] * targets[r]).Sum();
        }

        var x = new double[count];
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var change = 0.0;
            for (var i = 0; i < count; i++)
            {
                if (normal[i, i] <= 0) continue;
                var slope = right[i];
                for (var j = 0; j < count; j++) slope -= normal[i, j] * x[j];
                var next = Math.Max(0, x[i] + slope / normal[i, i]);
                change = Math.Max(change, Math.Abs(next - x[i]));
                x[i] = next;
            }

            if (change <= 1e-12) break;
        }

        for (var i = 0; i < count; i++) x[i] *= scale[i];
        return x;
    }
}
