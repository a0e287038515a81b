using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Tables;

/// <summary>The systems of a run side by side, as text and marks: what the terminal and the page both draw.</summary>
/// <param name="Columns">The systems.</param>
/// <param name="Groups">The rows under their headings; every row has a cell for each column.</param>
public sealed partial record ComparisonTable(ImmutableArray<ComparisonColumn> Columns, ImmutableArray<ComparisonGroup> Groups)
{
    /// <summary>Lays a run out.</summary>
    public static ComparisonTable From(RunResult run)
    {
        var systems = run.Systems;
        var groups = ImmutableArray.CreateBuilder<ComparisonGroup>();
        Add("System", Description(systems));
        Add("Memory", Memory(systems).Concat(Offload(systems)));
        Add("Objectives", Objectives(systems));
        foreach (var group in Metrics.All.GroupBy(metric => metric.Group))
        {
            var rows = group.Select(metric => Row(metric, systems));
            Add(group.Key, group.Key switch
            {
                Metrics.Latency => rows.Concat(WarmUp(systems)),
                Metrics.Utilisation => rows.Concat(Pools(systems)).Concat(MemoryUtilisation(systems)).Concat(Bottlenecks(systems)),
                Metrics.Centre => rows.Concat(Centre(systems)),
                _ => rows,
            });
        }

        Add("Roofline", Intensities(systems));
        Add("Key-value tiers", KvTiers(systems));

        return new(
            [.. systems.Select(system => new ComparisonColumn(system.Name, Size(system), system.Fits))],
            groups.ToImmutable());

        void Add(string name, IEnumerable<ComparisonRow> rows)
        {
            // A row in which no system has a number says nothing.
            ImmutableArray<ComparisonRow> shown = [.. rows.Where(row => row.Cells.Any(cell => cell.Text != "–"))];
            if (shown.Length > 0) groups.Add(new(name, shown));
        }
    }

    static string Size(SystemResult system) => $"{system.Devices} × {system.Accelerator}";

    static ComparisonRow Row(Metric metric, ImmutableArray<SystemResult> systems) =>
        Row(metric.Label, metric.Path, metric.Kind, metric.Better, systems, metric.Of) is var row && metric.Range is null ? row
            : row with { Cells = [.. row.Cells.Zip(systems, (cell, system) => cell.Value is not { } value || !double.IsFinite(value) ? cell : cell with { Text = cell.Text + metric.RangeText(system) })] };

    static ComparisonRow Row(string label, string? path, FigureKind kind, Better better, ImmutableArray<SystemResult> systems, Func<SystemResult, double?> of)
    {
        var values = systems.Select(of).ToImmutableArray();
        var texts = values.Select(value => value is { } number ? FigureText.Format(kind, number) : "–").ToImmutableArray();
        var best = BestText(values, texts, better);
        return new(label, path, [.. values.Select((value, column) => new ComparisonCell(texts[column], value, texts[column] == best, CellMark.None))]);
    }

    /// <summary>What the best cells say; null where nothing is compared. Cells that read the same are equally good.</summary>
    static string? BestText(ImmutableArray<double?> values, ImmutableArray<string> texts, Better better)
    {
        if (better == Better.Neither) return null;
        var known = Enumerable.Range(0, values.Length).Where(column => values[column] is { } value && double.IsFinite(value)).ToList();
        if (known.Select(column => texts[column]).Distinct().Count() < 2) return null;
        return texts[better == Better.Lower ? known.MinBy(column => values[column]) : known.MaxBy(column => values[column])];
    }

    static ComparisonRow Words(string label, ImmutableArray<SystemResult> systems, Func<SystemResult, string?> of) =>
        new(label, null, [.. systems.Select(system => new ComparisonCell(of(system) is { Length: > 0 } text ? text : "–", null, false, CellMark.None))]);
}

/// <summary>A system as the head of a column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">How many of what.</param>
/// <param name="Fits">Whether the model fits; where it does not, the column has no numbers.</param>
public sealed record ComparisonColumn(string Name, string Size, bool Fits);

/// <summary>Rows under a heading.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Rows">The rows.</param>
public sealed record ComparisonGroup(string Name, ImmutableArray<ComparisonRow> Rows);

/// <summary>One quantity of every system.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Path">Its path in the JSON of a system; null where the row has none of its own.</param>
/// <param name="Cells">One a column.</param>
public sealed record ComparisonRow(string Label, string? Path, ImmutableArray<ComparisonCell> Cells);

/// <summary>What a cell says beside its text.</summary>
public enum CellMark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Yes: met, fits.</summary>
    Met,

    /// <summary>No: missed, does not fit.</summary>
    Missed,
}

/// <summary>One system's value.</summary>
/// <param name="Text">The value with its unit; <c>–</c> where there is none.</param>
/// <param name="Value">The number behind it, in SI base units, where there is one.</param>
/// <param name="Best">Whether no other system does better.</param>
/// <param name="Mark">Met, missed or neither.</param>
public sealed record ComparisonCell(string Text, double? Value, bool Best, CellMark Mark);
