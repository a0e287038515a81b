namespace Orrery.Scenarios;

/// <summary>Shows a piece of the input within a message.</summary>
static class Quote
{
    /// <summary>A value on one line and of bearable length.</summary>
    public static string Short(string text) => Cut(text, 60);

    /// <summary>A sentence on one line and of bearable length.</summary>
    public static string Long(string text) => Cut(text, 240);

    static string Cut(string text, int longest)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= longest ? line : line[..longest] + "…";
    }
}
