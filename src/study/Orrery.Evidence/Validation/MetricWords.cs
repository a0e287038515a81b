using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>What metrics are called, and how their values read.</summary>
public static class MetricWords
{
    /// <summary>The metric's word in tables and files.</summary>
    public static string Word(this Metric metric) => metric switch
    {
        Metric.Tpot => "tpot",
        Metric.Ttft => "ttft",
        Metric.Throughput => "throughput",
        Metric.Power => "power",
        _ => "operator-time",
    };

    /// <summary>A value with its unit.</summary>
    public static string Text(this Metric metric, double value) => metric switch
    {
        Metric.Throughput => $"{value:#,0.#} tok/s",
        Metric.Power => new Watts(value).ToString(),
        _ => new Seconds(value).ToString(),
    };

    /// <summary>The axis of a chart of such values.</summary>
    public static (string Label, string Unit) Axis(this Metric metric) => metric switch
    {
        Metric.Tpot => ("time per output token", "s"),
        Metric.Ttft => ("time to first token", "s"),
        Metric.Throughput => ("tokens per second", ""),
        Metric.Power => ("power", "W"),
        _ => ("time of the operator", "s"),
    };
}
