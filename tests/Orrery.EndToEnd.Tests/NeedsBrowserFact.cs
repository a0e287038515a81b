namespace Orrery.EndToEnd.Tests;

/// <summary>A test that opens a page in Chromium; skipped, with the reason, where there is none.</summary>
sealed class NeedsBrowserFactAttribute : FactAttribute
{
    public NeedsBrowserFactAttribute()
    {
        if (Browser is null) Skip = "needs chromium, or another Chromium browser, on the PATH";
    }

    public static string? Browser { get; } =
        (from name in (string[])["chromium", "chromium-browser", "google-chrome"]
         from folder in Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? []
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();
}
