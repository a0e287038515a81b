using System.Globalization;
using Orrery.Reporting.Svg;

namespace Orrery.Reporting.Tests.Svg;

public class PaletteTests
{
    // Machado, Oliveira, Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency", severity 1.0, linear RGB.
    static readonly Dictionary<string, double[]> Vision = new()
    {
        ["normal"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
    };

    [Fact]
    public void Every_colour_stands_out_from_its_paper()
    {
        Assert.All(Palette.Light, colour => Assert.True(Contrast(colour, Palette.LightPaper) >= 3, colour));
        Assert.All(Palette.Dark, colour => Assert.True(Contrast(colour, Palette.DarkPaper) >= 3, colour));
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("protanopia")]
    [InlineData("deuteranopia")]
    public void No_two_colours_are_alike(string vision)
    {
        foreach (var palette in new[] { Palette.Light, Palette.Dark })
            for (var a = 0; a < palette.Length; a++)
                for (var b = 0; b < a; b++)
                    Assert.True(Distance(palette[a], palette[b], Vision[vision]) > 15, $"{palette[a]} and {palette[b]} look alike: {Distance(palette[a], palette[b], Vision[vision]):0.0}");
    }

    static double[] Linear(string colour) =>
    [
        .. Enumerable.Range(0, 3)
            .Select(at => int.Parse(colour.AsSpan(1 + 2 * at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(share => share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4)),
    ];

    // WCAG 2.2, relative luminance and contrast ratio.
    static double Contrast(string a, string b)
    {
        double Luminance(string colour) => Linear(colour) is var rgb ? 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2] : 0;
        var (bright, dark) = (Math.Max(Luminance(a), Luminance(b)), Math.Min(Luminance(a), Luminance(b)));
        return (bright + 0.05) / (dark + 0.05);
    }

    /// <summary>CIE76 distance of two colours as that vision sees them; 2.3 is just noticeable.</summary>
    static double Distance(string a, string b, double[] vision)
    {
        var (p, q) = (Lab(Linear(a), vision), Lab(Linear(b), vision));
        return Math.Sqrt(p.Zip(q, (x, y) => (x - y) * (x - y)).Sum());
    }

    static double[] Lab(double[] rgb, double[] m)
    {
        double Seen(int row) => Math.Clamp(m[3 * row] * rgb[0] + m[3 * row + 1] * rgb[1] + m[3 * row + 2] * rgb[2], 0, 1);
        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : 7.787 * t + 16.0 / 116;
        var (r, g, b) = (Seen(0), Seen(1), Seen(2));
        var (x, y, z) = (F((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047), F(0.2126 * r + 0.7152 * g + 0.0722 * b), F((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883));
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
    }
}
