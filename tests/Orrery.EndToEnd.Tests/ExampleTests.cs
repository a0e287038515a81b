using System.Text.Json;

namespace Orrery.EndToEnd.Tests;

public sealed class ExampleTests : IDisposable
{
    readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string> Examples() =>
        new(Directory.GetFiles(OrreryProgram.Example(""), "*.yaml").Select(f => Path.GetFileName(f)!).Order());

    [Theory, MemberData(nameof(Examples))]
    public async Task Every_example_runs_as_it_stands(string example)
    {
        var run = await OrreryProgram.Run(_scratch, "run", OrreryProgram.Example(example), "--requests", "100", "--quiet", "--no-store", "--format", "json");

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        // No memory is read faster than it can be.
        using var result = JsonDocument.Parse(run.Output);
        foreach (var system in result.RootElement.GetProperty("systems").EnumerateArray())
            if (system.TryGetProperty("simulated", out var simulated) && simulated.ValueKind == JsonValueKind.Object)
                Assert.All(simulated.GetProperty("utilisation").GetProperty("memory").EnumerateArray(), tier => Assert.InRange(tier.GetProperty("value").GetDouble(), 0, 1));
    }

    [Theory]
    [InlineData("405b-on-8-hbm4.yaml", "ORR4010: 'llama-3.1-405b' in fp8 does not fit")]
    [InlineData("cache-in-flash.yaml", "ORR4009: the tier 'hbf' may not hold the cache: the live cache of 1,000 tokens a second would wear it out in 34 days")]
    public async Task What_cannot_be_is_refused_with_the_reason(string example, string reason)
    {
        var run = await OrreryProgram.Run(_scratch, "run", OrreryProgram.Example(Path.Combine("refused", example)), "--quiet", "--no-store");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }
}
