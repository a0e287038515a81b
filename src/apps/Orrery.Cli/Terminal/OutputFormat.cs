using System.CommandLine;

namespace Orrery.Cli.Terminal;

/// <summary>The form of a verb's data.</summary>
enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: a stable shape.</summary>
    Json,

    /// <summary>For spreadsheets: a header and a row an item.</summary>
    Csv,
}

/// <summary>The option that every verb with data has.</summary>
static class FormatOption
{
    public static Option<OutputFormat> Create() =>
        Choice.Option("--format", "The form of the data", OutputFormat.Table, ("table", OutputFormat.Table), ("json", OutputFormat.Json), ("csv", OutputFormat.Csv));
}
