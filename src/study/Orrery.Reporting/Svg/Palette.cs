using System.Collections.Immutable;

namespace Orrery.Reporting.Svg;

/// <summary>
/// Eight colours for light paper and eight for dark. Each stands out from its paper by at least 3:1 (WCAG 2.2, 1.4.11), and no two are alike to
/// people with protanopia or deuteranopia (a test simulates both). Dashes and markers repeat what colour says.
/// </summary>
public static class Palette
{
    /// <summary>The place in the palette that stands for nothing being there: free, idle.</summary>
    public const int Muted = -1;

    /// <summary>Paper of the light theme.</summary>
    public const string LightPaper = "#ffffff";

    /// <summary>Paper of the dark theme.</summary>
    public const string DarkPaper = "#15181d";

    /// <summary>The colours on light paper.</summary>
    public static ImmutableArray<string> Light { get; } = ["#2f80d8", "#b9722f", "#1d5c4c", "#a5218f", "#bb8600", "#8b9099", "#6a1fd0", "#86201a"];

    /// <summary>The colours on dark paper, hue by hue.</summary>
    public static ImmutableArray<string> Dark { get; } = ["#4aa8f5", "#e07f3c", "#3fe0a6", "#b06a9c", "#f3dd4f", "#dcd3ee", "#6069f5", "#a8574a"];

    /// <summary>CSS of every chart: variables for both themes and the classes that charts use. Needed once a page.</summary>
    public static string Css { get; } = $$"""
        :root{ {{Variables(Light)}}--ink:#1c2129;--quiet:#59616e;--rule:#d9dde3;--paper:{{LightPaper}} }
        @media (prefers-color-scheme:dark){:root{ {{Variables(Dark)}}--ink:#e8ebf0;--quiet:#a3acb9;--rule:#343a44;--paper:{{DarkPaper}} } }
        @media print{:root{ {{Variables(Light)}}--ink:#000;--quiet:#444;--rule:#ccc;--paper:#fff} }
        .chart{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;display:block;width:100%;height:auto}
        .chart text{fill:var(--quiet)}
        .chart .title{fill:var(--ink);font-size:15px;font-weight:600}
        .chart .name{fill:var(--ink)}
        .chart .label{fill:var(--ink);font-size:12px;paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
        .chart .grid{stroke:var(--rule);stroke-width:1}
        .chart .axis{stroke:var(--quiet);stroke-width:1}
        .chart .line{fill:none;stroke-width:2.25;stroke-linejoin:round}
        .chart .reference{fill:none;stroke:var(--quiet);stroke-width:1.25}
        .chart .marker{stroke:var(--paper);stroke-width:1.25}
        .chart .bar{stroke:var(--paper);stroke-width:1}
        .chart .range{fill:none;stroke:var(--ink);stroke-width:1.5}
        .chart .fm{fill:var(--rule)}
        {{Classes()}}
        """;

    /// <summary>The class that fills with a colour.</summary>
    internal static string Fill(int colour) => colour == Muted ? "fm" : $"f{colour % Light.Length}";

    static string Variables(ImmutableArray<string> colours) => string.Concat(colours.Select((colour, at) => $"--c{at}:{colour};"));

    static string Classes() => string.Concat(Enumerable.Range(0, Light.Length).Select(at => $".chart .s{at}{{stroke:var(--c{at})}}.chart .f{at}{{fill:var(--c{at})}}"));
}
