using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Orrery.Reporting.Tests.Svg;

/// <summary>Reads drawn charts back.</summary>
static partial class SvgShape
{
    public static XElement Parse(string svg) => XDocument.Parse(svg).Root!;

    public static IEnumerable<XElement> OfClass(this XElement svg, string name) =>
        svg.Descendants().Where(element => ((string?)element.Attribute("class"))?.Split(' ').Contains(name) == true);

    public static double Number(this XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    /// <summary>The points of a path of M, L, H and V.</summary>
    public static List<(double X, double Y)> PathPoints(this XElement element)
    {
        var (points, x, y) = (new List<(double, double)>(), 0.0, 0.0);
        foreach (Match part in Part().Matches(element.Attribute("d")!.Value))
        {
            var numbers = part.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            (x, y) = part.Groups[1].Value switch { "H" => (numbers[0], y), "V" => (x, numbers[0]), _ => (numbers[0], numbers[1]) };
            points.Add((x, y));
        }

        return points;
    }

    /// <summary>The rectangle between the axes: left, top, right, bottom.</summary>
    public static (double Left, double Top, double Right, double Bottom) Plot(this XElement svg)
    {
        var corners = svg.OfClass("axis").Single().PathPoints();
        return (corners[0].X, corners[0].Y, corners[2].X, corners[2].Y);
    }

    [GeneratedRegex("([MLHV])([-0-9. ]+)", RegexOptions.None, 1000)]
    private static partial Regex Part();
}
