using System.Diagnostics;
using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

/// <summary>Threads let loose. The whole number of operations is that of <c>benchmarks … -- stacks --check</c>; these are its first ones.</summary>
public class StressTests
{
    static readonly IReadOnlyList<StressCase> All = StressCases.All(Stopwatch.GetTimestamp);

    public static TheoryData<string> Cases() => new(All.Select(c => c.Name));

    [Theory, MemberData(nameof(Cases))]
    public void Every_history_is_linearizable(string name)
    {
        var report = StackStress.Run(All.Single(c => c.Name == name), operations: 6_000, seed: 1, clock: Stopwatch.GetTimestamp);
        Assert.True(report.NotLinearizable == 0, string.Join('\n', report.FirstFailure?.Blocked ?? []));
        Assert.Equal(0, report.Undecided);
    }

    [Fact]
    public void Every_path_is_taken_by_some_case()
    {
        var reached = new Dictionary<StackStep, long>();
        foreach (var stress in All.Where(c => c.Name.StartsWith("sharded", StringComparison.Ordinal)))
            foreach (var (step, count) in StackStress.Run(stress, operations: 2_000, seed: 2).Reached)
                reached[step] = reached.GetValueOrDefault(step) + count;
        foreach (var step in Enum.GetValues<StackStep>().Except([StackStep.Closed])) Assert.True(reached[step] >= 10, $"{step} was reached {reached[step]} times");
    }
}
