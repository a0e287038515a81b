using System.Text;
using System.Text.Json;

namespace Orrery.Evidence;

/// <summary>A validation as JSON: verdicts, statistics, what has no prediction, and every point. Times are in seconds, errors relative to the measured number.</summary>
public static class ValidationJson
{
    static readonly JsonWriterOptions Style = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes a report with a newline at the end.</summary>
    public static void Write(ValidationReport report, TextWriter writer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Style))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 1);
            List(json, "targets", ValidationTargets.Of(report), Target);
            List(json, "runs", report.Runs, Run);
            List(json, "statistics", report.Totals.Concat(report.Splits()), Statistics);
            List(json, "unmapped", report.Unmapped, (j, u) =>
            {
                j.WriteString("set", u.Set);
                j.WriteString("reason", u.Reason);
                j.WriteNumber("rows", u.Rows);
            });
            List(json, "unseen", report.Unseen, (j, u) =>
            {
                j.WriteString("fold", u.Fold);
                j.WriteBoolean("withinInterval", u.WithinInterval);
                Point(j, u.Point);
            });
            List(json, "unseenKernels", UnseenKernels.Of(report), Kernels);
            List(json, "points", report.Points, Point);
            json.WriteEndObject();
        }

        writer.Write(Encoding.UTF8.GetString(buffer.ToArray()));
        writer.Write('\n');
    }

    static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void Target(Utf8JsonWriter json, TargetVerdict target)
    {
        json.WriteString("name", target.Name);
        if (target.Value is { } value) Number(json, "value", value);
        json.WriteNumber("must", target.Must);
        json.WriteNumber("aim", target.Aim);
        json.WriteString("verdict", target.Word);
    }

    static void Run(Utf8JsonWriter json, RunRow row)
    {
        json.WriteString("run", row.Run);
        json.WriteString("source", row.Source);
        json.WriteString("metric", row.Metric.ToLowerInvariant());
        json.WriteString("statistic", row.Statistic);
        if (row.Measured is { } measured) Number(json, "measured", measured);
        Number(json, "ours", row.Ours);
        if (row.Error is { } error) Number(json, "error", error);
        if (row.Bound is { } bound) Number(json, "bound", bound);
        json.WriteString("verdict", row.Word);
    }

    static void Statistics(Utf8JsonWriter json, GroupStatistics group)
    {
        json.WriteString("set", group.Set);
        json.WriteString("metric", group.Metric.Word());
        json.WriteString("dimension", group.Dimension);
        json.WriteString("value", group.Value);
        Errors(json, group.Errors);
    }

    static void Kernels(Utf8JsonWriter json, UnseenKernels unseen)
    {
        json.WriteString("set", unseen.Set);
        json.WriteString("fold", unseen.Fold);
        Errors(json, unseen.Errors);
        Number(json, "covered", unseen.Covered);
    }

    static void Errors(Utf8JsonWriter json, ErrorStatistics errors)
    {
        json.WriteNumber("points", errors.Points);
        Number(json, "medianError", errors.MedianError);
        Number(json, "meanError", errors.MeanError);
        Number(json, "bias", errors.Bias);
        Number(json, "p90Error", errors.NinetiethError);
        Number(json, "rankCorrelation", errors.RankCorrelation);
    }

    static void Point(Utf8JsonWriter json, EvidencePoint point)
    {
        json.WriteString("set", point.Set);
        json.WriteString("id", point.Id);
        json.WriteString("metric", point.Metric.Word());
        json.WriteString("system", point.System);
        json.WriteString("model", point.Model);
        json.WriteString("engine", point.Engine);
        json.WriteString("version", point.Version);
        json.WriteString("phase", point.Phase);
        json.WriteString("precision", point.Precision);
        json.WriteNumber("batch", point.Batch);
        json.WriteString("detail", point.Detail);
        Number(json, "measured", point.Measured);
        Number(json, "predicted", point.Predicted);
        Number(json, "error", point.Error);
        json.WriteString("cause", point.Cause);
    }

    static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
