using Orrery.Serving.Arrivals;
using Orrery.Serving.Kv;
using Orrery.Workloads;

namespace Orrery.Serving;

/// <summary>Shows what traffic sees on the replicas of a system: a simulation of discrete events in virtual time.</summary>
/// <remarks>
/// Deterministic. At one instant arrivals come before the ends and beginnings of steps, so a request that arrives as a step ends can be in the next one and its
/// router still counts what that step finishes; replicas go in the order in which their boundaries were set. Requests are pulled one at a time: memory grows with what
/// waits and runs, not with the traffic.
/// </remarks>
public static class ServingSimulation
{
    /// <summary>Serves traffic until all of it has finished.</summary>
    /// <param name="traffic">The requests, in order of arrival; an <see cref="IInteractiveSource"/> is told of every answer.</param>
    /// <param name="setup">The system.</param>
    /// <param name="progress">Told every few thousand steps how far the run is.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">The setup is impossible, or a request has no tokens.</exception>
    /// <exception cref="InvalidOperationException">The traffic is out of order.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static ServingResult Run(
        IRequestSource traffic, ServingSetup setup, Action<ServingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var interactive = traffic as IInteractiveSource;
        if (setup.Spec.NeedsForesight)
        {
            if (interactive is not null) throw new ArgumentException("The oracle cannot know requests that wait for answers.", nameof(traffic));
            var foresight = new KvForesight(traffic);
            (traffic, setup) = (foresight, setup with { Foresight = foresight });
        }
        var run = new ServingRun(interactive is null ? new OpenArrivals(traffic) : new InteractiveArrivals(interactive), setup, progress, cancellation);
        run.Until(long.MaxValue);
        return run.Result() with { Sessions = interactive?.Sessions };
    }

    /// <summary>Serves a fixed number of users, until so many requests have finished.</summary>
    /// <param name="loop">The users.</param>
    /// <param name="setup">The system.</param>
    /// <param name="progress">Told every few thousand steps how far the run is.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="ArgumentException">The setup or the loop is impossible.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static ServingResult Run(
        ClosedLoop loop, ServingSetup setup, Action<ServingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (loop.Users < 1 || loop.Completions < 1 || loop.WarmUp < 0)
            throw new ArgumentException("A closed loop needs at least one user and one completion, and a warm-up that is not negative.", nameof(loop));
        if (setup.Spec.NeedsForesight)
        {
            var foresight = new KvForesight(loop.Requests, loop.WarmUp + loop.Completions + loop.Users);
            (loop, setup) = (loop with { Requests = foresight }, setup with { Foresight = foresight });
        }
        var run = new ServingRun(new ClosedArrivals(loop), setup, progress, cancellation);
        if (loop.WarmUp > 0)
        {
            run.Until(loop.WarmUp);
            run.Restart();
        }
        run.Until(loop.Completions);
        run.Close();
        return run.Result();
    }
}
