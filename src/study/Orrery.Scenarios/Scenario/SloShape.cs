using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>Objectives: <c>{ ttft-p99: 2 s, tpot-p99: 50 ms, e2e-mean: 20 s }</c>.</summary>
sealed record SloShape : Shape<SloSpec>
{
    static readonly QuantityShape<Seconds> Time = new(Bound.Positive);
    static readonly ImmutableArray<string> Metrics = [.. Enum.GetNames<SloMetric>().Select(m => m.ToLowerInvariant())];

    public override string Words => "a mapping of objectives such as { ttft-p99: 2 s }";

    public override bool TryRead(Node node, Reading reading, string path, out SloSpec value)
    {
        value = new SloSpec();
        if (node is not Mapping mapping)
        {
            reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be {Words}; it is {node.Kind}", "write e.g. { ttft-p99: 2 s, tpot-p99: 50 ms }");
            return false;
        }
        var bounds = ImmutableArray.CreateBuilder<SloBound>();
        foreach (var (key, child) in mapping.Entries)
        {
            var known = TryKey(key, reading, path, out var metric, out var percentile);
            if (Time.TryRead(child, reading, $"{path}.{key.Text}", out var bound) && known) bounds.Add(new(metric, percentile, bound));
        }
        value = new SloSpec { Bounds = bounds.ToImmutable() };
        return true;
    }

    /// <summary>The key of a bound.</summary>
    public static string KeyOf(SloBound bound) => $"{bound.Metric.ToString().ToLowerInvariant()}-{(bound.Percentile == 0 ? "mean" : "p" + bound.Percentile.ToString("R", CultureInfo.InvariantCulture))}";

    /// <summary>The text of a bound.</summary>
    public static string TextOf(SloBound bound) => Time.Format(bound.Bound);

    static bool TryKey(Scalar key, Reading reading, string path, out SloMetric metric, out double percentile)
    {
        percentile = 0;
        var hyphen = key.Text.IndexOf('-');
        var (name, measure) = hyphen < 0 ? (key.Text, "") : (key.Text[..hyphen], key.Text[(hyphen + 1)..]);
        if (!Enum.TryParse(name, ignoreCase: true, out metric) || !Metrics.Contains(name))
        {
            var near = Nearest.Name(name, Metrics) ?? Metrics[0];
            Report($"unknown objective '{Quote.Short(key.Text)}' in '{path}'", $"did you mean '{near}-{(measure.Length > 0 && measure.Length < 8 ? measure : "p99")}'? Metrics are {string.Join(", ", Metrics)}");
            return false;
        }
        if (measure == "mean") return true;
        if (measure.StartsWith('p') && double.TryParse(measure.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percentile) && percentile is > 0 and <= 100) return true;
        Report($"'{Quote.Short(key.Text)}' in '{path}' names no percentile over 0 and up to 100", $"write '{name}-p99', '{name}-p50' or '{name}-mean'");
        return false;

        void Report(string message, string hint) => reading.Diagnostics.Error(DiagnosticRules.BadObjective, key.At, message, hint);
    }

    public override JsonObject Schema(SchemaTables tables) => new()
    {
        ["type"] = "object",
        ["patternProperties"] = new JsonObject { [$"^({string.Join('|', Metrics)})-(mean|p[0-9]+([.][0-9]+)?)$"] = Time.Schema(tables) },
        ["additionalProperties"] = false,
    };
}
