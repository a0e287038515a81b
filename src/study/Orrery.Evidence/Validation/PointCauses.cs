using System.Globalization;
using Orrery.Evaluation;
using Orrery.Hardware;

namespace Orrery.Evidence;

/// <summary>What may be behind the error of a point, as far as the numbers of the point and its engine tell.</summary>
static class PointCauses
{
    // Waiting for a place takes whole answers; a first token that takes so many steps has waited.
    const double StepsOfQueue = 300;

    /// <summary>In words; <c>no cause known</c> where nothing tells.</summary>
    public static string Of(EvidencePoint point)
    {
        if (point.Known.Length > 0) return point.Known;
        if (point.OtherFormats.Length > 0) return point.OtherFormats;
        return "no cause known";
    }

    /// <summary>That a run was predicted with weights of another width than its record says; empty where it was not.</summary>
    /// <param name="engine">The engine that is predicted.</param>
    /// <param name="recorded">The recorded format in one word.</param>
    public static string OfFormats(EngineModel engine, string recorded)
    {
        var precision = engine.Plan.Precision;
        var stored = (engine.Plan.Model.HasExperts() ? precision.Experts : null) ?? precision.Weights;
        return NumberFormat.All.FirstOrDefault(format => format.Name == recorded) is { } format && format.Bits != stored.Bits
            ? $"recorded as {recorded}, predicted with weights of {stored.Name}" : "";
    }

    /// <summary>Why the time per output token of a serving run may be off; empty where nothing tells.</summary>
    /// <param name="engine">The engine that decodes.</param>
    /// <param name="users">Users of one engine.</param>
    /// <param name="measured">Measured, in seconds.</param>
    public static string OfTpot(EngineModel engine, double users, double measured)
    {
        // Of a mixture at this many users at least half of the experts are read for every token.
        var share = engine.Plan.Model.HasExperts() ? 0.5 : 1;
        var reading = share * engine.Memory.WeightsPerDevice.Value / engine.Plan.System.Accelerator.Memory.Max(static tier => tier.ReadBandwidth.Value);
        return measured < reading && (share == 1 || users >= 32) ? "faster than its weights can be read for each token: it drafts tokens, or its formats are narrower than recorded" : "";
    }

    /// <summary>Why its time to a first token may be off; empty where nothing tells.</summary>
    /// <param name="users">Users of one engine.</param>
    /// <param name="running">Those that its cache admits.</param>
    /// <param name="measured">Measured, in seconds.</param>
    /// <param name="tpot">Measured time per output token.</param>
    public static string OfTtft(double users, double running, double measured, double tpot) =>
        users > running + 0.5 ? string.Create(CultureInfo.InvariantCulture, $"cache saturated: {users - running:0} of {users:0} users wait for a place")
        : measured > StepsOfQueue * tpot ? "measured time is a queue's: the engine admitted fewer users than the cache should hold"
        : "";
}
