using System.Globalization;
using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Evaluation;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Evaluate;

/// <summary>
/// Points from a table: CSV with a header whose columns are named as the flags are. What a row leaves out is as the flags say. Answers
/// stream, a row for a row, so that a program can ask and read by turns; a row that cannot be used says why in its column
/// <c>problem</c>, and the others go on.
/// </summary>
sealed class PointTable(Session session, CatalogStore catalog, SystemFlags flags, IReadOnlyDictionary<string, string> given, OutputFormat format)
{
    static readonly string[] PointColumns = ["phase", "batch", "concurrency", "isl", "osl"];

    readonly Dictionary<string, (Plan? Plan, string? Problem)> _systems = new(StringComparer.Ordinal);
    readonly PointEvaluator _evaluator = new();

    /// <summary>Answers every row of the standard input.</summary>
    public int Run()
    {
        using var reader = new StreamReader(session.Input, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadLine() is not { } first) throw new InputException("the table on standard input is empty", "its first line names columns: model,accelerator,tp,batch,isl,osl");
        var columns = first.Split(',', StringSplitOptions.TrimEntries);
        string[] known = [.. flags.Names, .. PointColumns, "id"];
        foreach (var column in columns)
            if (!known.Contains(column, StringComparer.Ordinal)) throw new InputException($"standard input has an unknown column '{column}'", "columns are " + string.Join(", ", known));

        if (format != OutputFormat.Json) session.Output.WriteLine(PointRow.Header);
        var worst = ExitCode.Done;
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            session.Stop.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(text)) continue;
            var cells = text.Split(',', StringSplitOptions.TrimEntries);
            var values = new Dictionary<string, string>(given, StringComparer.Ordinal);
            var id = (line - 1).ToString(CultureInfo.InvariantCulture);
            for (var i = 0; i < Math.Min(cells.Length, columns.Length); i++)
            {
                if (columns[i] == "id") id = cells[i];
                else if (cells[i].Length > 0) values[columns[i]] = cells[i];
            }

            var (point, problem) = cells.Length == columns.Length
                ? Answer(values)
                : (null, $"the row has {cells.Length} cells, the header {columns.Length} columns");
            if (problem is not null) session.Error.WriteLine($"stdin({line},1): error: {problem}");
            worst = Math.Max(worst, problem is not null ? ExitCode.BadInput : point!.Fits ? ExitCode.Done : ExitCode.No);
            session.Output.WriteLine(format == OutputFormat.Json ? PointRow.Json(id, point, problem) : PointRow.Csv(id, point, problem));
        }

        return worst;
    }

    (PointResult? Point, string? Problem) Answer(Dictionary<string, string> values)
    {
        try
        {
            var (plan, problem) = SystemOf(values);
            if (plan is null) return (null, problem);
            return (_evaluator.Evaluate(new PointSpec
            {
                System = plan.Systems[0],
                Phase = values.TryGetValue("phase", out var phase) ? PhaseOf(phase) : Phase.Request,
                Batch = Number(values, "batch") ?? 1,
                Concurrency = Number(values, "concurrency"),
                InputTokens = Number(values, "isl") ?? 1024,
                OutputTokens = Number(values, "osl") ?? 128,
                Operation = plan.Operation,
            }), null);
        }
        catch (InputException problem)
        {
            return (null, problem.Message);
        }
    }

    // Rows of one system share its plan and so its engine's model.
    (Plan? Plan, string? Problem) SystemOf(IReadOnlyDictionary<string, string> values)
    {
        var scenario = SystemFlags.Scenario(values);
        if (_systems.TryGetValue(scenario, out var known)) return known;
        var diagnostics = new DiagnosticBag();
        var plan = new ScenarioReader(catalog).Read("row", new StringReader(scenario), diagnostics);
        var problem = plan is null ? diagnostics.All.FirstOrDefault(d => d.Severity == Severity.Error)?.Message : null;
        return _systems[scenario] = (plan, problem);
    }

    static Phase PhaseOf(string word) => word switch
    {
        "prefill" => Phase.Prefill,
        "decode" => Phase.Decode,
        "request" => Phase.Request,
        _ => throw new InputException($"phase is '{word}'; it takes request, prefill, decode"),
    };

    static int? Number(Dictionary<string, string> values, string name)
    {
        if (!values.TryGetValue(name, out var text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? number
            : throw new InputException($"{name} is '{text}'; it takes a whole number from 1");
    }
}
