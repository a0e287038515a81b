using System.Text;

namespace Orrery.Scenarios;

/// <summary>Reads a text within <see cref="YamlLimits"/> and refuses what no parser should see: binary data, overlong lines.</summary>
static class TextGuard
{
    /// <summary>The whole text, or null where it was refused.</summary>
    public static string? Read(string file, TextReader reader, DiagnosticBag diagnostics)
    {
        var text = new StringBuilder();
        var buffer = new char[8192];
        for (int read; (read = reader.Read(buffer, 0, buffer.Length)) > 0;)
        {
            if (text.Length + read > YamlLimits.Characters)
            {
                diagnostics.Error(DiagnosticRules.TooLarge, new(file, 1, 1), $"the file has more than {YamlLimits.Characters >> 20} Mi characters");
                return null;
            }
            text.Append(buffer, 0, read);
        }
        var whole = text.ToString();
        return Check(file, whole, diagnostics) ? whole : null;
    }

    static bool Check(string file, string text, DiagnosticBag diagnostics)
    {
        var line = 1;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
            {
                line++;
                start = i + 1;
            }
            else if (c is '\uFFFD' || (char.IsControl(c) && c is not ('\t' or '\r' or '\u0085')))
            {
                var found = c is '\uFFFD' ? "bytes that are not UTF-8" : $"the control character U+{(int)c:X4}";
                diagnostics.Error(DiagnosticRules.NotText, new(file, line, i - start + 1), $"the file has {found}", "is this the right file? Scenarios and catalogs are UTF-8 text");
                return false;
            }
            else if (i - start >= YamlLimits.LineLength)
            {
                diagnostics.Error(DiagnosticRules.TooLarge, new(file, line, 1), $"the line has more than {YamlLimits.LineLength} characters");
                return false;
            }
        }
        return true;
    }
}
