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
        var run = await OrreryProgram.Run(_scratch, "run", OrreryProgram.Example(example), "--requests", "100", "--quiet", "--no-store");

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
    }
}
