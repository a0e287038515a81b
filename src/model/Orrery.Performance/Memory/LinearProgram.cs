namespace Orrery.Performance;

/// <summary>
/// Least c·x with A x = b in some rows, A x ≤ b in the others and x ≥ 0, by the simplex method in two phases (Dantzig, 1951) with Bland's rule, which never cycles. For programs of
/// tens of rows.
/// </summary>
static class LinearProgram
{
    const double Tolerance = 1e-9;

    /// <summary>One row: its coefficients, its right-hand side, which is not negative, and whether it holds with equality.</summary>
    public readonly record struct Row(double[] Coefficients, double Bound, bool IsEquality);

    /// <summary>The best point; null where no point satisfies all rows.</summary>
    public static double[]? Minimise(double[] cost, IReadOnlyList<Row> rows)
    {
        var (variables, m) = (cost.Length, rows.Count);
        // Columns: variables, then a slack or an artificial variable for each row, then the right-hand side.
        var table = new double[m][];
        var basis = new int[m];
        for (var i = 0; i < m; i++)
        {
            table[i] = new double[variables + m + 1];
            rows[i].Coefficients.CopyTo(table[i], 0);
            table[i][variables + i] = 1;
            table[i][^1] = rows[i].Bound;
            basis[i] = variables + i;
        }

        bool IsArtificial(int column) => column >= variables && rows[column - variables].IsEquality;
        var first = new double[variables + m];
        for (var i = 0; i < m; i++) first[variables + i] = rows[i].IsEquality ? 1 : 0;
        Solve(table, basis, first, _ => true);
        for (var i = 0; i < m; i++)
            if (IsArtificial(basis[i]) && table[i][^1] > 1e-7 * (1 + rows[basis[i] - variables].Bound)) return null;

        var second = new double[variables + m];
        cost.CopyTo(second, 0);
        Solve(table, basis, second, column => !IsArtificial(column));
        var best = new double[variables];
        for (var i = 0; i < m; i++)
            if (basis[i] < variables) best[basis[i]] = Math.Max(0, table[i][^1]);
        return best;
    }

    static void Solve(double[][] table, int[] basis, double[] cost, Func<int, bool> mayEnter)
    {
        while (true)
        {
            var entering = -1;
            for (var column = 0; column < cost.Length && entering < 0; column++)
            {
                if (!mayEnter(column)) continue;
                var reduced = cost[column];
                for (var i = 0; i < table.Length; i++) reduced -= cost[basis[i]] * table[i][column];
                if (reduced < -Tolerance) entering = column;
            }

            if (entering < 0) return;
            var leaving = -1;
            var least = double.PositiveInfinity;
            for (var i = 0; i < table.Length; i++)
            {
                if (table[i][entering] <= Tolerance) continue;
                var ratio = table[i][^1] / table[i][entering];
                if (ratio > least + Tolerance || (ratio > least - Tolerance && leaving >= 0 && basis[i] > basis[leaving])) continue;
                (least, leaving) = (Math.Min(ratio, least), i);
            }

            if (leaving < 0) return; // without bound: no program of ours is
            Pivot(table, leaving, entering);
            basis[leaving] = entering;
        }
    }

    static void Pivot(double[][] table, int row, int column)
    {
        var pivot = table[row][column];
        for (var j = 0; j < table[row].Length; j++) table[row][j] /= pivot;
        for (var i = 0; i < table.Length; i++)
        {
            var factor = table[i][column];
            if (i == row || factor == 0) continue;
            for (var j = 0; j < table[i].Length; j++) table[i][j] -= factor * table[row][j];
        }
    }
}
