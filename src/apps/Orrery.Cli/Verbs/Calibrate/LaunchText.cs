using Orrery.Cli.Terminal;
using Orrery.Evidence;
using Orrery.Serving;

namespace Orrery.Cli.Verbs.Calibrate;

/// <summary>How engines launch kernels, and what accelerators draw, for people.</summary>
static class LaunchText
{
    public static void Write(Session session, EngineSpec engine)
    {
        var fit = engine.Releases[0];
        var launch = fit.Overheads.Launch!;
        var table = new TextTable("Engine that launches kernels", ">Runs", ">Step", ">Sequence", ">Kernel", ">Prompt", ">Collectives", ">Large sums");
        table.Add(engine.Name, $"{fit.Points}", fit.Overheads.Step.ToString(), fit.Overheads.Sequence.ToString(), launch.Kernel.ToString(), $"{launch.Prompt:0.##}", $"{launch.Collectives:0.##}", $"{launch.LargeSums:0.###}");
        table.Write(session);
    }

    public static void Write(Session session, IEnumerable<PowerFit> fits)
    {
        var table = new TextTable("Accelerator", ">Runs", ">Idle", ">Movement", ">Median error");
        foreach (var fit in fits) table.Add(fit.Accelerator, $"{fit.Points}", fit.Idle.ToString(), fit.Movement.ToString(), $"{fit.Residual * 100:0.0} %");
        table.Write(session);
    }
}
