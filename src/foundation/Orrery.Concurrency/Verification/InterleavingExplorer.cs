namespace Orrery.Concurrency.Verification;

/// <summary>One run of some workers on something new, and what is to be said of it afterwards.</summary>
/// <param name="Workers">What each worker does; the yield points in it are where others may come between.</param>
/// <param name="Fault">What is wrong after all have ended; null where nothing is.</param>
public sealed record Interleaving(IReadOnlyList<Action> Workers, Func<string?> Fault);

/// <summary>What an exploration found.</summary>
/// <param name="Schedules">Schedules that were run.</param>
/// <param name="IsComplete">True where they were all there are within the bound on preemptions.</param>
/// <param name="Fault">What went wrong in the last of them, with the schedule; null where nothing did.</param>
/// <param name="Reached">How often each step was reached, over all schedules.</param>
public sealed record ExplorationResult(long Schedules, bool IsComplete, string? Fault, IReadOnlyDictionary<StackStep, long> Reached);

/// <summary>
/// Runs the real code of some workers, one at a time, in every order that its yield points allow with a bounded number of preemptions
/// (Musuvathi and Qadeer, "Iterative context bounding for systematic testing of multithreaded programs", PLDI 2007). The same setup gives the same schedules.
/// </summary>
/// <remarks>The orders are those of a sequentially consistent machine. A thread that waits is left until another has taken a step; where all wait for good, that is a fault.</remarks>
/// <param name="mostPreemptions">How often a schedule may stop a worker that could go on.</param>
/// <param name="mostSchedules">Where to stop.</param>
public sealed class InterleavingExplorer(int mostPreemptions = 2, long mostSchedules = long.MaxValue)
{
    /// <summary>Explores until a schedule shows a fault, all schedules are done, or there were enough of them.</summary>
    /// <param name="create">Makes a run. It must do the same every time: no clock, no chance.</param>
    public ExplorationResult Explore(Func<ControlledYield, Interleaving> create)
    {
        using var schedule = new InterleavingSchedule(mostPreemptions);
        long count = 0;
        do
        {
            count++;
            var fault = Run(schedule, create);
            if (fault is not null) return new(count, false, $"{fault}\n{schedule.Describe()}", schedule.Reached);
        }
        while (count < mostSchedules && schedule.Next());
        return new(count, count < mostSchedules || !schedule.Next(), null, schedule.Reached);
    }

    static string? Run(InterleavingSchedule schedule, Func<ControlledYield, Interleaving> create)
    {
        try
        {
            var run = create(new(schedule));
            return schedule.Run(run.Workers) ?? run.Fault();
        }
#pragma warning disable CA1031 // what the setup or the judgement throws comes of this schedule
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.ToString();
        }
    }
}
