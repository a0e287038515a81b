using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Orrery.Reporting.Svg;

/// <summary>Assembles the text of one chart: escaping, rounding, and the frame that every chart has.</summary>
sealed class SvgText
{
    public const double Width = 560;
    const double Character = 7.4;   // mean width of a letter at 13 px in the widest of the common system fonts

    readonly StringBuilder _text = new();

    /// <summary>Width that a text takes, at 13 px.</summary>
    public static double Measure(string text) => text.Length * Character;

    /// <summary>The text cut to the width, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, double width) =>
        Measure(text) <= width ? text : string.Concat(text.AsSpan(0, Math.Max(1, (int)(width / Character) - 1)), "…");

    public static string Escape(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            _ = rune.Value switch
            {
                '&' => clean.Append("&amp;"),
                '<' => clean.Append("&lt;"),
                '>' => clean.Append("&gt;"),
                '"' => clean.Append("&quot;"),
                '\'' => clean.Append("&#39;"),
                // XML has no way to write most control characters.
                < 32 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF => clean.Append('\uFFFD'),
                _ => clean.Append(rune.ToString()),
            };
        return clean.ToString();
    }

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Adds markup; numbers in holes are rounded to hundredths of a pixel, texts in holes are escaped.</summary>
    public SvgText Add(FormattableString markup)
    {
        var holes = markup.GetArguments();
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, Array.ConvertAll(holes, hole => hole switch
        {
            double number => Number(number),
            string text => (object)Escape(text),
            _ => hole,
        }));
        _text.Append('\n');
        return this;
    }

    /// <summary>Adds entries of a legend from the left edge on, in as many lines as they need.</summary>
    /// <returns>The height taken.</returns>
    public double Legend(IEnumerable<LegendEntry> entries, double left, double top, double width)
    {
        var (x, y, any) = (left, top, false);
        foreach (var entry in entries)
        {
            var name = Fit(entry.Name, width - 34);
            var room = 28 + Measure(name) + 14;
            if (any && x + room > left + width + 14) (x, y) = (left, y + 20);
            entry.Draw(this, x, y);
            Add($"<text class=\"name\" x=\"{x + 28}\" y=\"{y + 4}\">{name}</text>");
            (x, any) = (x + room, true);
        }

        return any ? y - top + 20 : 0;
    }

    /// <summary>The whole chart.</summary>
    public string Frame(string title, string description, double height, bool standalone)
    {
        var style = standalone ? $"<style>{Palette.Css}</style>\n" : "";
        return $"""
            <svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Number(Width)} {Number(height)}" role="img" aria-label="{Escape(title)}. {Escape(description)}">
            {style}{_text}</svg>

            """;
    }
}

/// <summary>An entry of a legend.</summary>
/// <param name="Name">The name.</param>
/// <param name="Draw">Draws its sign, 22 wide, centred on the height given.</param>
sealed record LegendEntry(string Name, Action<SvgText, double, double> Draw);
