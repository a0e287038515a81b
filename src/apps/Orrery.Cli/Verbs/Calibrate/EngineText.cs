using Orrery.Cli.Terminal;
using Orrery.Evidence;
using Orrery.Serving;

namespace Orrery.Cli.Verbs.Calibrate;

/// <summary>What engines add, for people.</summary>
static class EngineText
{
    public static void Write(Session session, IEnumerable<(string Engine, int Runs, EngineOverheads Overheads)> engines)
    {
        var table = new TextTable("Engine", ">Runs", ">Step", ">Sequence", ">Layer", ">Expert layer", ">Request", ">User", ">Steps waited", ">Prompt");
        foreach (var (engine, runs, o) in engines)
            table.Add(engine, $"{runs}", o.Step.ToString(), o.Sequence.ToString(), o.Layer.ToString(), o.ExpertLayer.ToString(), o.Request.ToString(), o.User.ToString(), $"{o.Waits:0.##}", $"{o.Prompt:0.##}");
        table.Write(session);
    }
}
