using YamlDotNet.Core;

namespace Orrery.Scenarios;

/// <summary>Turns YAML text into nodes that know their places. Accepts the part of YAML that is data: no anchors, aliases, tags or second documents.</summary>
static class YamlSource
{
    /// <summary>The document's mapping, or null where the text is not one. Every problem found on the way is reported.</summary>
    public static Mapping? Parse(string file, TextReader reader, DiagnosticBag diagnostics)
    {
        if (TextGuard.Read(file, reader, diagnostics) is not { } text) return null;
        var node = ParseNode(file, text, diagnostics);
        if (node is null) return null;
        if (node is Mapping mapping) return mapping;
        diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"the file should be a mapping of keys to values; it is {node.Kind}");
        return null;
    }

    static Node? ParseNode(string file, string text, DiagnosticBag diagnostics)
    {
        try
        {
            return new TreeBuilder(file, new Parser(new StringReader(text)), diagnostics).Document();
        }
        catch (YamlException e)
        {
            ReportSyntax(file, text, e, diagnostics);
        }
        catch (YamlLimitException e)
        {
            diagnostics.Error(e.Rule, e.At, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner lets some of its own checks through on malformed text.
            diagnostics.Error(DiagnosticRules.Syntax, new(file, 1, 1), $"not valid YAML: {e.Message}");
        }
        return null;
    }

    static void ReportSyntax(string file, string text, YamlException e, DiagnosticBag diagnostics)
    {
        var (line, column) = (Math.Max(1, (int)e.Start.Line), Math.Max(1, (int)e.Start.Column));
        var lines = text.Split('\n', line + 1);
        for (var i = Math.Max(0, line - 2); i < Math.Min(line, lines.Length); i++)
        {
            var indent = lines[i].AsSpan(0, lines[i].Length - lines[i].AsSpan().TrimStart(" \t").Length);
            var tab = indent.IndexOf('\t');
            if (tab < 0) continue;
            diagnostics.Error(DiagnosticRules.Tab, new(file, i + 1, tab + 1), "the line is indented with a tab", "indent with spaces");
            return;
        }
        var message = e.InnerException is null ? e.Message : $"{e.Message.TrimEnd('.')}: {e.InnerException.Message}";
        diagnostics.Error(DiagnosticRules.Syntax, new(file, line, column), $"not valid YAML: {message}");
    }
}
