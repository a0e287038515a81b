using Spectre.Console;

namespace Orrery.Cli.Terminal;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Style">Spectre's name of a style, e.g. <c>bold green</c>; a table must make sense without it.</param>
readonly record struct TextCell(string Text, string? Style = null)
{
    public static implicit operator TextCell(string text) => new(text);
}

/// <summary>A table for people: within the width of a terminal, as wide as it needs to be where there is none.</summary>
sealed class TextTable
{
    const int NoLimit = 10_000;
    readonly Table _table = new() { Border = TableBorder.Simple, UseSafeBorder = false };

    /// <param name="columns">The head; a name that starts with <c>&gt;</c> aligns its column to the right.</param>
    public TextTable(params string[] columns)
    {
        _table.ShowHeaders = columns.Any(c => c.TrimStart('>').Length > 0);
        foreach (var column in columns)
        {
            var right = column.StartsWith('>');
            var head = new TableColumn(new Text(right ? column[1..] : column, new Style(decoration: Decoration.Bold)));
            _table.AddColumn(right ? head.RightAligned() : head);
        }
    }

    /// <summary>Adds a row.</summary>
    public void Add(params IEnumerable<TextCell> cells) =>
        _table.AddRow(cells.Select(c => new Text(c.Text, c.Style is null ? Style.Plain : Style.Parse(c.Style))));

    /// <summary>Adds a heading over the rows that follow.</summary>
    public void AddHeading(string text)
    {
        if (_table.Rows.Count > 0) _table.AddEmptyRow();
        _table.AddRow(new Text(text, Style.Parse("bold blue")));
    }

    /// <summary>Writes the table to the session's output.</summary>
    public void Write(Session session)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new TableOutput(text, session.OutputIsTerminal ? session.Width : NoLimit),
            Ansi = session is { OutputIsTerminal: true, Colour: true } ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = session is { OutputIsTerminal: true, Colour: true } ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new() { UseDefaultEnrichers = false }, // they turn escape codes on where they find a builder's variables
        });
        console.Profile.Capabilities.Unicode = true;
        console.Write(_table);
        foreach (var line in text.ToString().TrimEnd().Split('\n').Select(l => l.TrimEnd()).SkipWhile(l => l.Length == 0)) session.Output.WriteLine(line);
    }
}

/// <summary>Takes a table as text. Spectre's own asks whether it is the console, which reads the terminal's description and every key of its keyboard: sixteen methods for the JIT at every start.</summary>
sealed class TableOutput(TextWriter writer, int width) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => false;

    public int Width => width;

    public int Height => 24;

    public void SetEncoding(System.Text.Encoding encoding)
    {
        // text has none
    }
}
