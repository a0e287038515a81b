using Orrery.Cli.Terminal;
using Orrery.Serving;

namespace Orrery.Cli.Verbs.Calibrate;

/// <summary>What engines add, for people.</summary>
static class EngineText
{
    public static void Write(Session session, IEnumerable<EngineSpec> engines)
    {
        var table = new TextTable("Engine", "Release", ">Runs", ">Step", ">Sequence", ">Layer", ">Expert layer", ">Request", ">User", ">Steps waited", ">Prompt", ">Expert token", ">Hand-off", ">Off by", ">First off by");
        foreach (var engine in engines)
            foreach (var release in engine.Releases)
            {
                var o = release.Overheads;
                table.Add(engine.Name, release.Version.Length > 0 ? release.Version : "all", $"{release.Points}", o.Step.ToString(), o.Sequence.ToString(), o.Layer.ToString(), o.ExpertLayer.ToString(), o.Request.ToString(), o.User.ToString(),
                    $"{o.Waits:0.##}", $"{o.Prompt:0.##}", o.ExpertToken.ToString(), o.HandOff.ToString(), $"{100 * release.Residual:0.0} %", release.StartResidual > 0 ? $"{100 * release.StartResidual:0.0} %" : "–");
            }

        table.Write(session);
    }
}
