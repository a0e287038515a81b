using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Reporting.Tables;

namespace Orrery.Cli.Verbs.Runs;

/// <summary><c>orrery runs compare</c>.</summary>
static class RunsCompareVerb
{
    public static Command Create(Session session)
    {
        var (first, second) = (RunsVerb.Run(session, "first"), RunsVerb.Run(session, "second"));
        var store = RunStoreAccess.Option();
        var changed = new Option<bool>("--changed") { Description = "Show only what differs" };
        var format = FormatOption.Create();
        var verb = new Verb("compare", "Hold two runs against each other, metric by metric", "orrery runs compare 1f0c 9ab4 --changed") { first, second, store, changed, format };
        verb.SetAction(parsed =>
        {
            using var runs = RunStoreAccess.Open(RunStoreAccess.Path(session, parsed.GetValue(store)));
            var comparison = runs.Compare(parsed.GetValue(first)!, parsed.GetValue(second)!);
            RunsVerb.Found(comparison.A);
            RunsVerb.Found(comparison.B);
            var listing = new Listing(new("system", "System"), new("metric", "Metric"), new("path", "Path"), new("first", ">First"), new("second", ">Second"), new("relativeChange", ">Change"));
            foreach (var row in comparison.Rows)
            {
                if (parsed.GetValue(changed) && row.A == row.B) continue;
                listing.Add(row.System, row.Metric.Label, row.Metric.Path, Value(row.Metric, row.A), Value(row.Metric, row.B),
                    new(row.RelativeChange, row.RelativeChange is { } change ? $"{100 * change:+0.0;-0.0;0} %" : "–"));
            }
            listing.Write(session, parsed.GetValue(format));
            return ExitCode.Done;
        });
        return verb;
    }

    static ListingCell Value(Metric metric, double? value) => new(value, value is { } number ? FigureText.Format(metric.Kind, number) : "–");
}
