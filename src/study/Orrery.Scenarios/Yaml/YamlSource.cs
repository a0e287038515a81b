using YamlDotNet.Core;

namespace Orrery.Scenarios;

/// <summary>Turns YAML text into nodes that know their places. Accepts the part of YAML that is data: no anchors, aliases, tags or second documents.</summary>
static class YamlSource
{
    const string SyntaxHint = "check brackets, quotes and indentation here and in the lines above";

    /// <summary>The document's mapping, or null where the text is not one. Every problem found on the way is reported.</summary>
    public static Mapping? Parse(string file, TextReader reader, DiagnosticBag diagnostics)
    {
        if (TextGuard.Read(file, reader, diagnostics) is not { } text) return null;
        var node = ParseNode(file, text, diagnostics);
        if (node is null) return null;
        if (node is Mapping mapping) return mapping;
        diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"the file should be a mapping of keys to values; it is {node.Kind}", "write 'key: value', one key a line");
        return null;
    }

    static Node? ParseNode(string file, string text, DiagnosticBag diagnostics)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            return new TreeBuilder(file, parser, diagnostics).Document();
        }
        catch (YamlException e)
        {
            ReportSyntax(file, text, e, diagnostics);
        }
        catch (YamlLimitException e)
        {
            diagnostics.Error(e.Rule, e.At, e.Message, "is this the right file? Nothing that is written by hand needs as much");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner throws these where a bracket is left open and the next line is not indented.
            var end = parser.Current?.End ?? Mark.Empty;
            diagnostics.Error(DiagnosticRules.Syntax, new(file, Math.Max(1, (int)end.Line), Math.Max(1, (int)end.Column)), "not valid YAML after this: a bracket is not closed, or what is in it is not indented", SyntaxHint);
        }
        return null;
    }

    static void ReportSyntax(string file, string text, YamlException e, DiagnosticBag diagnostics)
    {
        if (e.Message.Contains("tab", StringComparison.Ordinal) && IndentingTab(text) is var (tabLine, tabColumn))
        {
            diagnostics.Error(DiagnosticRules.Tab, new(file, tabLine, tabColumn), "the line is indented with a tab", "indent with spaces");
            return;
        }
        var (line, column) = (Math.Max(1, (int)e.Start.Line), Math.Max(1, (int)e.Start.Column));
        var message = e.InnerException is null ? e.Message : $"{e.Message.TrimEnd('.')}: {e.InnerException.Message}";
        diagnostics.Error(DiagnosticRules.Syntax, new(file, line, column), $"not valid YAML: {message}", SyntaxHint);
    }

    static (int Line, int Column)? IndentingTab(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line[..^line.TrimStart(" \t").Length];
            if (indent.Length < line.Length && indent.IndexOf('\t') is >= 0 and var tab) return (number, tab + 1);
        }
        return null;
    }
}
