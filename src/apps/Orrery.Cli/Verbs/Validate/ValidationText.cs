using Orrery.Cli.Terminal;
using Orrery.Evidence;
using Orrery.Units;

namespace Orrery.Cli.Verbs.Validate;

/// <summary>A validation for people and spreadsheets.</summary>
static class ValidationText
{
    const int ReasonsShown = 12;

    public static void Write(Session session, ValidationReport report, bool split)
    {
        var output = session.Output;
        if (!report.Points.IsEmpty) Statistics(report.Totals).Write(session, OutputFormat.Table);
        if (split)
        {
            output.WriteLine();
            output.WriteLine("Split:");
            Statistics(report.Splits()).Write(session, OutputFormat.Table);
        }

        output.WriteLine();
        output.WriteLine("Against the bounds:");
        var targets = new TextTable("Bound on the median error", ">Reached", ">Must", ">Aim", "Verdict");
        foreach (var target in ValidationTargets.Of(report))
            targets.Add(target.Name, Value(target.Value, target.AtLeast), Value(target.Must, target.AtLeast), Value(target.Aim, target.AtLeast),
                new(target.Word, target.Word switch { "aim" => "green", "must" => "yellow", _ => "red" }));
        targets.Write(session);

        Intervals(session, report);
        Kernels(session, report);
        if (!report.Runs.IsEmpty)
        {
            output.WriteLine();
            output.WriteLine("Runs of engines, request by request:");
            var runs = new TextTable("Run", "From", "Of", "", ">Measured", ">Ours", ">Error", ">Bound", "Verdict");
            foreach (var row in report.Runs)
                runs.Add(row.Run, row.Source, row.Metric, row.Statistic, row.Measured is { } measured ? $"{new Seconds(measured)}" : "–", $"{new Seconds(row.Ours)}",
                    row.Error is { } error ? Percent(error) : "–", row.Bound is { } bound ? Percent(bound) : "–", new(row.Word, row.Holds switch { true => "green", false => "red", null => null }));
            runs.Write(session);
        }

        foreach (var set in report.Points.GroupBy(point => point.Set))
        {
            output.WriteLine();
            output.WriteLine($"Furthest off in {set.Key}:");
            var worst = new TextTable("Of", "System", "Model", "Engine", "Point", ">Measured", ">Predicted", ">Error", "Why");
            foreach (var point in ValidationReport.Worst(set))
                worst.Add(point.Metric.Word(), point.System, point.Model, $"{point.Engine} {point.Version}".Trim(), point.Detail, point.Metric.Text(point.Measured), point.Metric.Text(point.Predicted), Percent(point.Error), point.Cause);
            worst.Write(session);
        }

        if (report.Unmapped.Length == 0) return;
        output.WriteLine();
        output.WriteLine("Rows that no prediction can be set beside:");
        var unmapped = new TextTable(">Rows", "Set", "Reason");
        foreach (var rows in report.Unmapped.OrderByDescending(rows => rows.Rows).Take(ReasonsShown)) unmapped.Add($"{rows.Rows}", rows.Set, rows.Reason);
        if (report.Unmapped.Length > ReasonsShown) unmapped.Add($"{report.Unmapped.OrderByDescending(rows => rows.Rows).Skip(ReasonsShown).Sum(rows => rows.Rows)}", "", "further reasons; --format json has all");
        unmapped.Write(session);
    }

    static void Intervals(Session session, ValidationReport report)
    {
        if (report.Unseen.Length == 0) return;
        session.Output.WriteLine();
        session.Output.WriteLine("Intervals of 80 %, measured over predicted, of runs that neither the fit nor the interval has seen:");
        var table = new TextTable("Held back", "Of", "Regime", ">Runs", ">From", ">To", ">Covered by the interval of the others");
        foreach (var kind in report.Unseen.GroupBy(p => (p.Point.Set, p.Fold, p.Point.Metric)))
        {
            Row("all", [.. kind]);
            foreach (var regime in kind.GroupBy(p => p.Point.Phase switch { "dense" => "dense", "prefill" or "decode" or "run" => "one batch", _ => "mixtures and disaggregated" }).OrderBy(regime => regime.Key)) Row(regime.Key, [.. regime]);

            void Row(string regime, IReadOnlyCollection<UnseenPrediction> runs)
            {
                var interval = ErrorInterval.Of([.. runs.Select(p => p.Point)]);
                table.Add(kind.Key.Fold, kind.Key.Metric.Word(), regime, $"{runs.Count}", $"{interval.Low:0.00}", $"{interval.High:0.00}", Percent(runs.Average(p => p.WithinInterval ? 1.0 : 0)));
            }
        }

        table.Write(session);
    }

    static void Kernels(Session session, ValidationReport report)
    {
        if (report.UnseenKernels.Length == 0) return;
        session.Output.WriteLine();
        session.Output.WriteLine("Kernels that the fit has not seen, and how many lie in the interval of 80 % of those that it has:");
        var table = new TextTable("Set", "Held back", ">Kernels", ">Median error", ">Mean", ">Bias", ">90th pct", ">Covered");
        foreach (var unseen in UnseenKernels.Of(report))
            table.Add(unseen.Set, unseen.Fold, $"{unseen.Errors.Points}", Percent(unseen.Errors.MedianError), Percent(unseen.Errors.MeanError), Percent(unseen.Errors.Bias), Percent(unseen.Errors.NinetiethError), Percent(unseen.Covered));
        table.Write(session);
    }

    public static Listing Points(ValidationReport report)
    {
        var listing = new Listing(new("set", "Set"), new("id", "Id"), new("metric", "Of"), new("system", "System"), new("model", "Model"), new("engine", "Engine"), new("version", "Version"),
            new("phase", "Phase"), new("precision", "Precision"), new("batch", ">Batch"), new("detail", "Point"), new("measured", ">Measured"), new("predicted", ">Predicted"), new("error", ">Error"), new("cause", "Why"));
        foreach (var p in report.Points)
            listing.Add(p.Set, p.Id, p.Metric.Word(), p.System, p.Model, p.Engine, p.Version, p.Phase, p.Precision, p.Batch, p.Detail, p.Measured, p.Predicted, p.Error, p.Cause);
        return listing;
    }

    static Listing Statistics(IEnumerable<GroupStatistics> groups)
    {
        var listing = new Listing(new("set", "Set"), new("metric", "Of"), new("by", "By"), new("value", ""), new("points", ">Points"), new("medianError", ">Median error"), new("meanError", ">Mean"), new("bias", ">Bias"), new("p90Error", ">90th pct"), new("rankCorrelation", ">Rank corr"));
        foreach (var group in groups)
            listing.Add(group.Set, group.Metric.Word(), group.Dimension, group.Value, group.Errors.Points,
                new(group.Errors.MedianError, Percent(group.Errors.MedianError)), new(group.Errors.MeanError, Percent(group.Errors.MeanError)), new(group.Errors.Bias, Percent(group.Errors.Bias)),
                new(group.Errors.NinetiethError, Percent(group.Errors.NinetiethError)), new(group.Errors.RankCorrelation, double.IsNaN(group.Errors.RankCorrelation) ? "–" : $"{group.Errors.RankCorrelation:0.000}"));
        return listing;
    }

    static string Value(double? value, bool correlation) => value is not { } number ? "–" : correlation ? $"{number:0.000}" : Percent(number);

    static string Percent(double share) => $"{100 * share:0.0} %";
}
