using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orrery.Evaluation;
using Orrery.Reporting.Json;

namespace Orrery.Reporting.Tests.Json;

public class RunResultJsonTests
{
    static byte[] Bytes(RunResult run)
    {
        using var stream = new MemoryStream();
        RunResultJson.Write(run, stream);
        return stream.ToArray();
    }

    static JsonElement Parse(RunResult run) => JsonDocument.Parse(Bytes(run)).RootElement;

    static RunResult Read(string json) => RunResultJson.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    static RunResult WithCost(double dollars)
    {
        var system = SampleRun.Full.Systems[0];
        var simulated = system.Simulated!;
        return SampleRun.Full with { Systems = [system with { Simulated = simulated with { Cost = simulated.Cost with { DollarsPerMillionTokens = dollars } } }] };
    }

    [Theory]
    [InlineData("simulated.ttft.p99Seconds")]
    [InlineData("simulated.throughput.outputTokensPerSecond")]
    [InlineData("simulated.goodput.requestsPerSecond")]
    [InlineData("simulated.energy.joulesPerToken")]
    [InlineData("simulated.cost.dollarsPerMillionTokens")]
    [InlineData("simulated.carbon.operationalGramsPerMillionTokens")]
    public void The_fields_that_scripts_rely_on_keep_their_names(string path) =>
        Assert.Equal(JsonValueKind.Number, JsonPaths.At(Parse(SampleRun.Full).GetProperty("systems")[0], path)!.Value.ValueKind);

    [Fact]
    public void What_was_written_is_read_back_to_the_same_bytes()
    {
        var first = Bytes(SampleRun.Full);
        Assert.Equal(first, Bytes(RunResultJson.Read(new MemoryStream(first))));
    }

    [Fact]
    public void A_writer_gets_the_same_text_as_a_stream()
    {
        using var writer = new StringWriter();
        RunResultJson.Write(SampleRun.Full, writer);
        Assert.Equal(Encoding.UTF8.GetString(Bytes(SampleRun.Full)), writer.ToString());
    }

    [Fact]
    public void Every_finite_number_survives_exactly() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(11UL, 13UL), Prop.ForAll<NormalFloat>(number =>
            RunResultJson.Read(new MemoryStream(Bytes(WithCost(number.Get)))).Systems[0].Simulated!.Cost.DollarsPerMillionTokens.Equals(number.Get)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_null_and_comes_back_as_NaN(double number)
    {
        var run = WithCost(number);
        Assert.Equal(JsonValueKind.Null, JsonPaths.At(Parse(run).GetProperty("systems")[0], "simulated.cost.dollarsPerMillionTokens")!.Value.ValueKind);
        Assert.True(double.IsNaN(RunResultJson.Read(new MemoryStream(Bytes(run))).Systems[0].Simulated!.Cost.DollarsPerMillionTokens));
    }

    [Fact]
    public void Absent_values_are_left_out()
    {
        var unfit = Parse(SampleRun.Full).GetProperty("systems")[3];
        Assert.False(unfit.TryGetProperty("simulated", out _));
        Assert.False(unfit.TryGetProperty("bottleneck", out _));
        Assert.Equal("problem", unfit.GetProperty("findings")[0].GetProperty("level").GetString());
    }

    [Fact]
    public void The_text_has_unix_line_ends_readable_signs_and_no_byte_order_mark()
    {
        var text = Encoding.UTF8.GetString(Bytes(SampleRun.Full));
        Assert.StartsWith("{\n", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        Assert.Contains("ttft-p99 ≤ 2 s", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_of_a_later_release_are_passed_over()
    {
        var text = Encoding.UTF8.GetString(Bytes(SampleRun.Full)).Replace("\"seed\": 1,", "\"seed\": 1, \"mood\": { \"of\": [1] },");
        Assert.Equal(Bytes(SampleRun.Full), Bytes(Read(text)));
    }

    [Fact]
    public void A_newer_schema_is_refused_by_name()
    {
        var text = Encoding.UTF8.GetString(Bytes(SampleRun.Full with { SchemaVersion = RunResult.CurrentSchemaVersion + 1, ProductVersion = "9.1" }));
        var fault = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.Contains("Orrery 9.1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, 2")]
    [InlineData("{ \"schemaVersion\": \"one\" }")]
    public void What_is_not_a_result_is_said_to_be_none(string text) => Assert.Throws<InvalidDataException>(() => Read(text));

    [Fact]
    public void Every_field_is_documented_and_every_documented_field_exists()
    {
        // Rows of the tables in docs/results.md: | `path` | unit | meaning |
        var documented = File.ReadLines(Path.Combine(Orrery.Testing.Repository.Root, "docs", "results.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim().Trim('`'))
            .ToList();
        var written = JsonPaths.Leaves(Parse(SampleRun.Full)).Distinct().ToList();
        Assert.Equal(written.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_documented_field_has_a_unit_and_a_meaning() =>
        Assert.All(
            File.ReadLines(Path.Combine(Orrery.Testing.Repository.Root, "docs", "results.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)),
            line => Assert.All(line.Split('|')[2..4], cell => Assert.NotEmpty(cell.Trim())));

    [Fact]
    public void The_CSV_has_the_numbers_of_the_JSON_under_the_same_names()
    {
        var rows = Csv(SampleRun.Full);
        var systems = Parse(SampleRun.Full).GetProperty("systems");
        for (var row = 1; row < rows.Count; row++)
        {
            Assert.Equal(rows[0].Count, rows[row].Count);
            foreach (var (name, cell) in rows[0].Zip(rows[row]))
            {
                if (JsonPaths.At(systems[row - 1], name) is not { } value) continue;
                if (value.ValueKind == JsonValueKind.Number) Assert.Equal(value.GetDouble(), double.Parse(cell, CultureInfo.InvariantCulture));
                else if (value.ValueKind == JsonValueKind.String) Assert.Equal(value.GetString(), cell);
            }
        }

        var scalars = systems.EnumerateArray().SelectMany(system => JsonPaths.Leaves(system)).Where(path => !path.Contains("[]", StringComparison.Ordinal)).Distinct();
        Assert.Empty(scalars.Except(rows[0]));
        Assert.Contains("memory.hbf.wearOutYears", rows[0]);
        Assert.Contains("simulated.utilisation.memory.hbm", rows[0]);
        Assert.Contains("simulated.objectives.ttft-p99.met", rows[0]);
        Assert.Equal(rows[0].Count, rows[0].Distinct().Count());
    }

    [Fact]
    public void The_CSV_quotes_what_needs_quotes()
    {
        var odd = SampleRun.Full with { Scenario = "a, \"b\"\nc" };
        Assert.Equal("a, \"b\"\nc", Csv(odd)[1][Csv(odd)[0].IndexOf("scenario")]);
    }

    /// <summary>An RFC 4180 reader of its own.</summary>
    static List<List<string>> Csv(RunResult run)
    {
        using var writer = new StringWriter();
        RunResultCsv.Write(run, writer);
        var (rows, row, cell, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        var text = writer.ToString();
        for (var at = 0; at < text.Length; at++)
        {
            var sign = text[at];
            if (quoted && sign == '"' && at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[at++]);
            else if (sign == '"') quoted = !quoted;
            else if (!quoted && sign is ',' or '\n' && !quoted)
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (sign == ',') continue;
                rows.Add(row);
                row = [];
            }
            else cell.Append(sign);
        }

        return rows;
    }
}
