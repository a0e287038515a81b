using System.Globalization;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>Metrics of benchmarks in words.</summary>
public static class BenchmarkMetricWords
{
    /// <summary>The metric, as in a table.</summary>
    public static string Word(this BenchmarkMetric metric) => metric switch
    {
        BenchmarkMetric.Ttft => "TTFT",
        BenchmarkMetric.Tpot => "TPOT",
        BenchmarkMetric.E2e => "E2E",
        _ => "throughput",
    };

    /// <summary>A number of the metric.</summary>
    public static string Text(this BenchmarkMetric metric, double value) => metric == BenchmarkMetric.Throughput ? value.ToString("#,0.# tok/s", CultureInfo.InvariantCulture) : new Seconds(value).ToString();
}
