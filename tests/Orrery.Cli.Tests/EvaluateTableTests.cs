using System.Text.Json;

namespace Orrery.Cli.Tests;

public sealed class EvaluateTableTests : IDisposable
{
    readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    static Dictionary<string, string>[] Rows(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var head = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => head.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    [Fact]
    public void Every_row_is_answered_and_flags_stand_in_for_what_it_leaves_out()
    {
        var run = _shell.Run("evaluate - --model llama-3.1-8b --precision fp8 --phase decode", "id,accelerator,phase,batch\na,h100-sxm,decode,1\nb,b200-sxm,decode,64\n");
        Assert.Equal(0, run.ExitCode);
        var rows = Rows(run.Output);
        Assert.Equal(["a", "b"], rows.Select(row => row["id"]));
        var alone = JsonDocument.Parse(_shell.Run("evaluate --model llama-3.1-8b --precision fp8 --accelerator h100-sxm --phase decode --format json").Output).RootElement[0];
        Assert.Equal(alone.GetProperty("stepSeconds").GetDouble(), double.Parse(rows[0]["stepSeconds"]));
    }

    [Fact]
    public void A_bad_row_says_why_and_the_others_go_on()
    {
        var run = _shell.Run("evaluate - --model llama-3.1-70b", "accelerator,tp,batch\nh100-sxm,8,1\nh100-sxn,8,1\nh100-sxm,6,1\nh100-sxm,8,zero\nh100-sxm,8\nh100-sxm,1,1\nh100-sxm,8,4\n");
        Assert.Equal(2, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, lines.Length);
        Assert.Equal([2, 3, 4, 5, 6], Enumerable.Range(1, 7).Where(i => lines[i].EndsWith('"')));
        Assert.Contains("h100-sxn", lines[2], StringComparison.Ordinal);
        Assert.Contains("64 attention heads", lines[3], StringComparison.Ordinal);
        Assert.Contains("'zero'", lines[4], StringComparison.Ordinal);
        Assert.Contains("2 cells", lines[5], StringComparison.Ordinal);
        Assert.Contains("stdin(3,1): error:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("acelerator\nh100-sxm\n", "unknown column 'acelerator'")]
    public void A_table_without_a_usable_header_is_refused(string table, string problem)
    {
        var run = _shell.Run("evaluate - --model llama-3.1-8b", table);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_json_are_objects_of_their_own()
    {
        var lines = _shell.Run("evaluate - --model llama-3.1-8b --accelerator h100-sxm --format json", "batch\n1\n2\n").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.True(JsonDocument.Parse(line).RootElement.GetProperty("ttftSeconds").GetDouble() > 0));
    }

    [Theory]
    [InlineData("fp8", "weights fp8, activations fp8, KV fp8")]
    [InlineData("int4", "weights int4, activations bf16, KV bf16")]
    [InlineData("int4/bf16/fp8", "weights int4, activations bf16, KV fp8")]
    [InlineData("nvfp4", "weights nvfp4, activations nvfp4, KV fp8")]
    public void One_word_says_all_formats(string word, string formats)
        => Assert.Contains(formats, _shell.Run($"evaluate --model llama-3.1-8b --accelerator b200-sxm --precision {word}").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("--precision fp7", "fp7")]
    [InlineData("--precision fp8/fp8", "three")]
    [InlineData("--engine vlm@0.19", "vllm")]
    [InlineData("--engine vllm@new", "0.19")]
    public void Words_that_mean_nothing_are_refused(string flags, string hint)
    {
        var run = _shell.Run($"evaluate --model llama-3.1-8b --accelerator h100-sxm {flags}");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }

    // An engine's bound on sequences shows under more users than it admits: V0 ran 256, V1 1,024.
    [Fact]
    public void An_engines_version_decides_how_many_sequences_run()
    {
        double Batch(string engine) => JsonDocument.Parse(_shell.Run($"evaluate --model llama-3.2-1b --accelerator h100-sxm --concurrency 2000 --isl 128 --osl 128 --engine {engine} --format json").Output)
            .RootElement[0].GetProperty("batch").GetDouble();
        Assert.Equal(256, Batch("vllm@0.6.3"));
        Assert.Equal(1024, Batch("vllm@0.19"));
        Assert.Equal(Batch("vllm@0.19"), Batch("vllm"));
    }
}
