namespace Orrery.EndToEnd.Tests;

public sealed class ReportTests : IDisposable
{
    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [NeedsBrowserFact]
    public async Task A_browser_draws_the_report_without_a_complaint_and_without_the_network()
    {
        Assert.Equal(0, (await OrreryProgram.Run(_scratch, "run", OrreryProgram.Example("chat.yaml"), "--requests", "100", "--quiet", "--html", "report.html")).ExitCode);

        var browser = await Processes.Run(
            NeedsBrowserFactAttribute.Browser!,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1200,3000", "--enable-logging=stderr",
                "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={_scratch["profile"]}", $"--screenshot={_scratch["page.png"]}", new Uri(_scratch["report.html"]).AbsoluteUri,
            ],
            _scratch.Folder);

        Assert.Equal(0, browser.ExitCode);
        Assert.DoesNotContain("CONSOLE", browser.Error, StringComparison.Ordinal);
        // An empty page of this size compresses to a tenth of this.
        Assert.True(new FileInfo(_scratch["page.png"]).Length > 100_000, "the page looks empty");
    }

    [Fact]
    public async Task The_report_fetches_nothing()
    {
        await OrreryProgram.Run(_scratch, "run", OrreryProgram.Example("chat.yaml"), "--requests", "20", "--quiet", "--html", "report.html");

        var page = await File.ReadAllTextAsync(_scratch["report.html"]);
        foreach (var reference in (string[])["src=\"http", "href=\"http", "url(http", "@import", "<link"])
            Assert.DoesNotContain(reference, page, StringComparison.OrdinalIgnoreCase);
    }
}
