namespace Orrery.EndToEnd.Tests;

public sealed class TestLauncherTests : IDisposable
{
    readonly FakeCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task The_last_line_counts_all_projects()
    {
        Project("A.Tests", total: 5, executed: 4, passed: 4, failed: 0);
        Project("B.Tests", total: 2, executed: 2, passed: 2, failed: 0);

        var run = await _checkout.Run("test");

        Assert.Equal("6 passed, 0 failed, 1 skipped", LastLine(run));
        Assert.Contains("  A.Some_test: needs \"x\" & y", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_failed_test_fails_the_run_and_shows_its_output()
    {
        Project("A.Tests", total: 3, executed: 3, passed: 2, failed: 1);

        var run = await _checkout.Run("test");

        Assert.Equal("2 passed, 1 failed, 0 skipped", LastLine(run));
        Assert.NotEqual(0, run.ExitCode);
    }

    [Fact]
    public async Task A_host_that_crashes_is_a_failure()
    {
        Project("A.Tests", total: 3, executed: 3, passed: 3, failed: 0);
        Project("B.Tests", total: 3, executed: 3, passed: 3, failed: 0);
        _checkout.Variables["CRASH"] = "B.Tests";

        var run = await _checkout.Run("test");

        Assert.Equal("3 passed, 1 failed, 0 skipped", LastLine(run));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("test run was aborted", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_without_a_test_is_a_failure()
    {
        Project("A.Tests", total: 0, executed: 0, passed: 0, failed: 0);

        Assert.Equal("0 passed, 1 failed, 0 skipped", LastLine(await _checkout.Run("test")));
    }

    [Theory]
    [InlineData("restore")]
    [InlineData("build")]
    [InlineData("format")]
    public async Task What_fails_before_the_tests_is_a_failure(string step)
    {
        Project("A.Tests", total: 1, executed: 1, passed: 1, failed: 0);
        _checkout.Variables["BROKEN"] = step;

        var run = await _checkout.Run("test");

        Assert.Equal("0 passed, 1 failed, 0 skipped", LastLine(run));
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Words_choose_projects()
    {
        Project("A.Tests", total: 1, executed: 1, passed: 1, failed: 0);
        Project("B.Tests", total: 2, executed: 2, passed: 2, failed: 0);

        Assert.Equal("2 passed, 0 failed, 0 skipped", LastLine(await _checkout.Run("test", "B.")));
        Assert.NotEqual(0, (await _checkout.Run("test", "nothing")).ExitCode);
    }

    void Project(string name, int total, int executed, int passed, int failed)
    {
        _checkout.Write($"checkout/tests/{name}/{name}.csproj", "");
        var skipped = total > executed
            ? """<UnitTestResult executionId="1" testName="A.Some_test" outcome="NotExecuted"><Output><ErrorInfo><Message>needs &quot;x&quot; &amp; y</Message></ErrorInfo></Output></UnitTestResult>"""
            : "";
        _checkout.Write($"fixtures/{name}.trx", $"""
            <TestRun><Results>{skipped}<UnitTestResult executionId="2" testName="A.Good" outcome="Passed" /></Results>
            <ResultSummary outcome="Completed"><Counters total="{total}" executed="{executed}" passed="{passed}" failed="{failed}" error="0" /></ResultSummary></TestRun>
            """);
    }

    static string LastLine(Ended run) => run.Output.TrimEnd('\n').Split('\n')[^1];
}
