using Orrery.Cli.Terminal;
using Orrery.Evaluation;
using Orrery.Reporting.Json;
using Orrery.Reporting.Tables;

namespace Orrery.Cli.Verbs.Run;

/// <summary>A run as data: for people the comparison, what it means, and the answer.</summary>
static class RunText
{
    /// <summary>Writes a run in a form.</summary>
    public static void Write(Session session, RunResult run, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json: RunResultJson.Write(run, session.Output); break;
            case OutputFormat.Csv: RunResultCsv.Write(run, session.Output); break;
            default: WriteTable(session, run); break;
        }
    }

    static void WriteTable(Session session, RunResult run)
    {
        session.Output.WriteLine(run.Scenario);
        session.Output.WriteLine($"Traffic: {run.Traffic}. Grid: {run.Grid}.{(run.Objectives.Length > 0 ? $" Objectives: {string.Join(", ", run.Objectives)}." : "")}");
        session.Output.WriteLine();

        var comparison = ComparisonTable.From(run);
        var table = new TextTable(["", .. comparison.Columns.Select(c => ">" + c.Name)]);
        foreach (var group in comparison.Groups)
        {
            table.AddHeading(group.Name);
            foreach (var row in group.Rows) table.Add(["  " + row.Label, .. row.Cells.Select(Cell)]);
        }
        table.Write(session);

        foreach (var system in run.Systems) WriteTenants(session, system, run.Systems.Length > 1);

        session.Output.WriteLine();
        foreach (var finding in run.Findings) Write(session, finding, null);
        foreach (var system in run.Systems)
            foreach (var finding in system.Findings) Write(session, finding, run.Systems.Length > 1 ? system.Name : null);

        session.Output.WriteLine();
        session.Output.WriteLine(Verdict.Of(run).Text);
    }

    static void WriteTenants(Session session, SystemResult system, bool named)
    {
        if (TenantTable.From(system) is not { } tenants) return;
        session.Output.WriteLine();
        if (named) session.Output.WriteLine($"Tenants of {system.Name}");
        var table = new TextTable([tenants.Columns[0], .. tenants.Columns.Skip(1).Select(column => ">" + column)]);
        foreach (var row in tenants.Rows) table.Add(row.Select(cell => new TextCell(cell)));
        table.Write(session);
        session.Output.WriteLine(tenants.Note);
    }

    static TextCell Cell(ComparisonCell cell) => cell.Mark switch
    {
        CellMark.Met => new("✓ " + cell.Text, "green"),
        CellMark.Missed => new("✗ " + cell.Text, "red"),
        _ => cell.Best ? new("★ " + cell.Text, "bold green") : new(cell.Text),
    };

    static void Write(Session session, Finding finding, string? system) =>
        session.Output.WriteLine($"{finding.Level.ToString().ToLowerInvariant()}: {(system is null ? "" : system + ": ")}{finding.Text}");
}
