using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class CatalogVerbTests : IDisposable
{
    const string Link = """
        title: A wire of mine
        source: { kind: assumed, citation: "a guess" }
        technology: Wire
        bandwidth: 10 GB/s
        latency: 1 us
        domain-size: 2
        """;

    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_folder_of_ones_own_adds_entries()
    {
        _shell.Write("mine/links/my-wire.yaml", Link);

        using var json = JsonDocument.Parse(_shell.Run("catalog list links --catalog mine --format json").Output);

        var entry = json.RootElement.EnumerateArray().Single(e => e.GetProperty("name").GetString() == "my-wire");
        Assert.Equal("links", entry.GetProperty("kind").GetString());
        Assert.Contains("10 GB/s", entry.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_may_name_the_folder()
    {
        _shell.Write("mine/links/my-wire.yaml", Link);
        _shell.Variables["ORRERY_CATALOG"] = "mine";

        Assert.Contains("\nlinks,my-wire,Wire,", _shell.Run("catalog list --format csv").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_is_shown_with_what_it_rests_on()
    {
        _shell.Write("mine/links/my-wire.yaml", Link);

        using var json = JsonDocument.Parse(_shell.Run("catalog show links/my-wire --catalog mine --format json").Output);

        var bandwidth = json.RootElement.EnumerateArray().Single(n => n.GetProperty("path").GetString() == "bandwidth");
        Assert.Equal("10 GB/s", bandwidth.GetProperty("value").GetString());
        Assert.Equal("assumed", bandwidth.GetProperty("kind").GetString());
        Assert.Equal("a guess", bandwidth.GetProperty("citation").GetString());
    }

    [Theory]
    [InlineData("catalog list --catalog nowhere", "nowhere")]
    [InlineData("catalog show no-such-entry", "no-such-entry")]
    [InlineData("catalog show widgets/x", "widgets")]
    [InlineData("catalog list widgets", "accelerators")]
    [InlineData("catalog import no-such-file.json", "no-such-file.json")]
    public void What_does_not_exist_is_bad_input_and_named(string commandLine, string named)
    {
        var outcome = _shell.Run(commandLine);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains(named, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void An_entry_without_a_source_fails_the_check_with_its_place()
    {
        _shell.Write("mine/links/my-wire.yaml", Link.Replace("source: { kind: assumed, citation: \"a guess\" }\n", ""));

        var outcome = _shell.Run("catalog check --catalog mine");

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains("my-wire.yaml(3,", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_built_in_catalog_is_sound()
    {
        var outcome = _shell.Run("catalog check");

        Assert.Equal("", outcome.Error);
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
    }

    [Fact]
    public void An_imported_model_is_an_entry_at_once()
    {
        _shell.Write("tiny/config.json", """
            { "model_type": "llama", "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
              "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 1000, "max_position_embeddings": 2048 }
            """);
        Directory.CreateDirectory(Path.Combine(_shell.Folder, "mine", "models"));

        Assert.Equal(ExitCode.Done, _shell.Run("catalog import tiny/config.json --output mine/models/tiny.yaml").ExitCode);

        var shown = _shell.Run("catalog show models/tiny --catalog mine");
        Assert.Equal("", shown.Error);
        Assert.Equal(ExitCode.Done, shown.ExitCode);
    }

    [Fact]
    public void A_configuration_may_come_from_the_standard_input_and_its_faults_are_listed()
    {
        var outcome = _shell.Run(["catalog", "import", "-"], """{ "model_type": "llama" }""");

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains("hidden_size", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("vocab_size", outcome.Error, StringComparison.Ordinal);
    }
}
