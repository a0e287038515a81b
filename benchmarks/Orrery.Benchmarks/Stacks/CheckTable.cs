using System.Diagnostics;
using Orrery.Concurrency;
using Orrery.Concurrency.Verification;

namespace Orrery.Benchmarks.Stacks;

/// <summary>Every stress case at full length, with what its threads did.</summary>
static class CheckTable
{
    static readonly StackStep[] Shown =
        [StackStep.Direct, StackStep.Lost, StackStep.Late, StackStep.Overflow, StackStep.EliminatedPush, StackStep.EliminatedPop, StackStep.CombinedPush, StackStep.CombinedPop, StackStep.Empty];

    public static int Run(long operations, string named = "")
    {
        var page = new Document();
        page.Head(["case", "operations", "histories", "not linearizable", "undecided", "s", .. Shown.Select(step => step.ToString())]);
        long wrong = 0, undecided = 0;
        var taken = new long[Shown.Length];
        foreach (var stress in StressCases.All(Stopwatch.GetTimestamp).Where(c => c.Name.Contains(named, StringComparison.Ordinal)))
        {
            var from = Stopwatch.GetTimestamp();
            // Looks at the whole stack, clearances and many workers leave a search more choices: shorter histories, and more of them.
            var report = StackStress.Run(stress, operations, seed: 20260104, historyLength: stress.OtherPercent > 0 ? 80 : stress.Workers > 4 ? 500 : 2_000, clock: Stopwatch.GetTimestamp);
            page.Row([
                stress.Name, $"{report.Operations:#,0}", $"{report.Histories}", $"{report.NotLinearizable}", $"{report.Undecided}", $"{Stopwatch.GetElapsedTime(from).TotalSeconds:0}",
                .. Shown.Select(step => $"{report.Reached[step]:#,0}"),
            ]);
            wrong += report.NotLinearizable;
            undecided += report.Undecided;
            if (stress.Name.StartsWith("sharded", StringComparison.Ordinal))
                for (var i = 0; i < taken.Length; i++) taken[i] += report.Reached[Shown[i]];
            foreach (var operation in report.FirstFailure?.Blocked ?? []) Console.Error.WriteLine($"{stress.Name}: does not fit: {operation}");
        }
        var vacuous = named.Length == 0 && taken.Any(count => count < operations / 100);
        page.Line();
        page.Line($"{wrong} histories are not linearizable, {undecided} were given up{(vacuous ? "; some path of the sharded stack was hardly taken" : "")}.");
        return wrong + undecided == 0 && !vacuous ? 0 : 1;
    }
}
