using System.Text;

namespace Orrery.Scenarios.Tests;

public class YamlTests
{
    static DiagnosticBag Problems(string text)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(Scenarios.Read(text, out diagnostics));
        return diagnostics;
    }

    [Fact]
    public void A_file_beyond_the_bound_is_refused_before_it_is_held_in_memory()
    {
        var endless = new EndlessReader();
        var diagnostics = new DiagnosticBag();
        Assert.Null(new ScenarioReader(SampleCatalog.Store()).Read("endless.yaml", endless, diagnostics));
        Assert.Equal("ORR0010", Assert.Single(diagnostics.All).Id);
        Assert.InRange(endless.Given, YamlLimits.Characters, YamlLimits.Characters + 100_000);
    }

    [Fact]
    public void A_line_beyond_the_bound_is_refused() =>
        Assert.Equal(["ORR0010"], Problems("name: " + new string('x', YamlLimits.LineLength + 1)).All.Select(d => d.Id));

    [Fact]
    public void More_values_than_the_bound_are_refused() =>
        Assert.Contains(Problems("name: [" + string.Concat(Enumerable.Repeat("1,\n ", YamlLimits.Nodes)) + "1]").All, d => d.Id == "ORR0010");

    [Fact]
    public void A_flood_of_problems_is_cut()
    {
        var text = new StringBuilder(Scenarios.Good).Append('\n');
        for (var i = 0; i < 5000; i++) text.Append($"x{i}: 1\n");
        var diagnostics = Problems(text.ToString());
        Assert.Equal("ORR0016", diagnostics.All[^1].Id);
        Assert.InRange(diagnostics.All.Count, 100, 1000);
        Assert.True(diagnostics.Errors >= 5000);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_so()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(new ScenarioReader(SampleCatalog.Store()).Read(Path.Combine(Path.GetTempPath(), "no", "such", "scenario.yaml"), diagnostics));
        Assert.Equal("ORR0015", Assert.Single(diagnostics.All).Id);
    }

    [Fact]
    public void A_diagnostic_prints_as_editors_link_it()
    {
        var diagnostic = Problems(Scenarios.Good.Replace("\nserving:", "\nservnig:")).All.First(d => d.Id == "ORR0003");
        Assert.Equal("scenario.yaml(12,1): error ORR0003: unknown key 'servnig' in this scenario\n  hint: did you mean 'serving'?", diagnostic.ToString());
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a: b # c", "a: b # c")]
    [InlineData("null", "null")]
    [InlineData("\"quoted\" \\ and\ttab\n", "\"quoted\" \\ and\ttab\n")]
    [InlineData(" ~ é 😀", " ~ é 😀")]
    public void Text_that_is_written_reads_back(string name, string expected)
    {
        var diagnostics = new DiagnosticBag();
        var text = new YamlText().Line("name", name).ToString();
        Assert.Equal(expected, ((Scalar)YamlSource.Parse("x", new StringReader(text), diagnostics)!["name"]!).Text);
    }

    sealed class EndlessReader : TextReader
    {
        public int Given { get; private set; }

        public override int Read(char[] buffer, int index, int count)
        {
            for (var i = 0; i < count; i++) buffer[index + i] = i % 80 == 79 ? '\n' : '#';
            Given += count;
            return count;
        }
    }
}
