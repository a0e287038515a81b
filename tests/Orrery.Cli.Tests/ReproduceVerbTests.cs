using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class ReproduceVerbTests
{
    [Fact]
    public void Alone_it_lists_the_publications()
    {
        using var shell = new Shell();
        var outcome = shell.Run("reproduce --format csv");

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("id,title,citation\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("\nh3,", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_have_their_verdicts_in_every_format_and_on_the_page()
    {
        using var shell = new Shell();

        var table = shell.Run("reproduce H3-2 h3-6 --html page.html").Output;
        Assert.Contains("H3-2 10M", table, StringComparison.Ordinal);
        Assert.Contains("5 figures: 2 computed: 2 reproduced; 3 not reproducible.", table, StringComparison.Ordinal);
        Assert.Contains("32", File.ReadAllText(Path.Combine(shell.Folder, "page.html")), StringComparison.Ordinal);

        using var json = JsonDocument.Parse(shell.Run("reproduce H3-2 --format json").Output);
        Assert.Equal(2, json.RootElement.GetProperty("counts").GetProperty("reproduced").GetInt32());
        Assert.Equal(32, json.RootElement.GetProperty("publications")[0].GetProperty("figures")[1].GetProperty("ours").GetDouble());

        Assert.Equal("computed", json.RootElement.GetProperty("publications")[0].GetProperty("figures")[1].GetProperty("basis").GetString());

        Assert.Contains("\nh3,H3-5,", shell.Run("reproduce H3-5 --format csv").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_computed_says_so_in_every_format_and_is_counted_apart()
    {
        using var shell = new Shell();

        Assert.Contains("\n1 figures: 1 inputs, fits and arithmetic: 1 agree.", shell.Run("reproduce PIM-7 --html page.html").Output, StringComparison.Ordinal);
        Assert.Contains("<td class=\"words\">input</td>", File.ReadAllText(Path.Combine(shell.Folder, "page.html")), StringComparison.Ordinal);
        Assert.EndsWith(",agrees,,input\n", shell.Run("reproduce PIM-7 --format csv").Output, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(shell.Run("reproduce PIM-7 --format json").Output);
        Assert.Equal(0, json.RootElement.GetProperty("counts").GetProperty("reproduced").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("counts").GetProperty("agrees").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("bases").GetProperty("input").GetInt32());
    }

    [Fact]
    public void An_unknown_name_is_bad_input()
    {
        using var shell = new Shell();
        var outcome = shell.Run("reproduce nowhere");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("no publication and no figure is called 'nowhere'", outcome.Error, StringComparison.Ordinal);
    }
}
