namespace Orrery.Workloads.Traffic;

/// <summary>Spearman's rank correlation; equal values share the mean of their ranks.</summary>
static class RankCorrelation
{
    /// <returns>0 where one side never varies.</returns>
    public static double Of(IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        double[] x = Ranks(a), y = Ranks(b);
        var mean = (a.Count - 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    static double[] Ranks(IReadOnlyList<int> values)
    {
        var keys = values.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        var ranks = new double[keys.Length];
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start];) end++;
            for (var i = start; i < end; i++) ranks[order[i]] = (start + end - 1) / 2.0;
        }
        return ranks;
    }
}
