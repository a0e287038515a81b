using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class ShowVerbTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory, MemberData(nameof(Examples))]
    public void What_is_shown_is_a_scenario_that_shows_as_itself(string example)
    {
        var shown = _shell.Run(["show", Path.Combine(Testing.Repository.Root, "examples", example)]);
        Assert.Equal(ExitCode.Done, shown.ExitCode);

        Assert.Equal(shown.Output, _shell.Run(["show", "-"], shown.Output).Output);
    }

    [Fact]
    public void The_schema_is_json_that_knows_the_catalog()
    {
        using var schema = JsonDocument.Parse(_shell.Run("schema").Output);

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.Contains("h100-sxm", schema.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Examples() =>
        new(Directory.GetFiles(Path.Combine(Testing.Repository.Root, "examples"), "*.yaml").Select(f => Path.GetFileName(f)!).Order());
}
