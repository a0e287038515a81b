namespace Orrery.EndToEnd.Tests;

public sealed class LauncherTests : IDisposable
{
    readonly FakeCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task The_first_run_builds_and_later_ones_do_not()
    {
        var first = await _checkout.Run("orrery", "run", "a b", "*");
        var second = await _checkout.Run("orrery");

        Assert.Equal("<run><a b><*>", first.Output);
        Assert.Equal("Building Orrery (once, one to three minutes)…\n", first.Error);
        Assert.Equal("", second.Error);
        Assert.Single(_checkout.Log);
    }

    [Theory]
    [InlineData("src/a.cs", 2)]
    [InlineData("Directory.Packages.props", 2)]
    [InlineData("catalog/a.yaml", 1)] // read where it stands
    public async Task A_change_of_the_sources_builds_again(string changed, int builds)
    {
        await _checkout.Run("orrery");
        File.SetLastWriteTimeUtc(Path.Combine(_checkout.Root, changed), DateTime.UtcNow.AddSeconds(5));
        await _checkout.Run("orrery");

        Assert.Equal(builds, _checkout.Log.Length);
    }

    [Fact]
    public async Task A_source_that_is_removed_builds_again()
    {
        await _checkout.Run("orrery");
        File.Delete(Path.Combine(_checkout.Root, "src/a.cs"));
        Directory.SetLastWriteTimeUtc(Path.Combine(_checkout.Root, "src"), DateTime.UtcNow.AddSeconds(5));
        await _checkout.Run("orrery");

        Assert.Equal(2, _checkout.Log.Length);
    }

    [Fact]
    public async Task Runs_that_start_together_share_one_build()
    {
        _checkout.Variables["SLOW"] = "0.3";

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => _checkout.Run("orrery", $"{i}")));

        Assert.Equal(["<0>", "<1>", "<2>", "<3>"], runs.Select(r => r.Output));
        Assert.Single(_checkout.Log);
    }

    [Fact]
    public async Task The_program_s_exit_code_is_the_launcher_s()
    {
        _checkout.Variables["EXIT"] = "42";

        Assert.Equal(42, (await _checkout.Run("orrery")).ExitCode);
    }

    [Fact]
    public async Task A_link_from_elsewhere_finds_the_checkout()
    {
        File.CreateSymbolicLink(Path.Combine(_checkout.Elsewhere, "far"), "../checkout/orrery");
        File.CreateSymbolicLink(Path.Combine(_checkout.Elsewhere, "farther"), "far");

        var run = await _checkout.Run("../elsewhere/farther", "hello");

        Assert.Equal("<hello>", run.Output);
    }

    [Fact]
    public async Task A_build_that_fails_shows_its_output_and_is_a_fault()
    {
        _checkout.Variables["BROKEN"] = "code";

        var run = await _checkout.Run("orrery");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("error CS1002", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Single(_checkout.Log);
    }

    [Fact]
    public async Task Where_the_ahead_of_time_compiler_cannot_be_had_the_program_is_built_without_it()
    {
        _checkout.Variables["BROKEN"] = "package";

        var run = await _checkout.Run("orrery", "x");

        Assert.Equal("<x>", run.Output);
        Assert.Equal(2, _checkout.Log.Length);
    }

    [Fact]
    public async Task A_program_compiled_with_a_framework_runs_on_that_one_and_is_built_again_when_it_is_gone()
    {
        var framework = _checkout.Install("10.0.7");
        var first = await _checkout.Run("orrery", "x");
        Directory.Delete(framework);
        _checkout.Install("10.0.8");
        var second = await _checkout.Run("orrery", "y");

        Assert.StartsWith("<--fx-version><10.0.7>", first.Output, StringComparison.Ordinal);
        Assert.EndsWith("orrery.dll><x>", first.Output, StringComparison.Ordinal);
        Assert.StartsWith("<--fx-version><10.0.8>", second.Output, StringComparison.Ordinal);
        Assert.Equal(2, _checkout.Log.Length);
    }

    [Fact]
    public async Task An_old_sdk_is_named()
    {
        _checkout.Variables["SDK"] = "8.0.404";

        var run = await _checkout.Run("orrery");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(".NET 10 SDK; here there is: 8.0.404", run.Error, StringComparison.Ordinal);
    }
}
