using System.Globalization;
using System.Text.Json;

namespace Orrery.Evaluation;

/// <summary>What machines that are not like a GPU, and counts that leave work out, mean for a result.</summary>
static class HardwareFindings
{
    /// <summary>Time-outs of collectives: how many contributions are stale.</summary>
    public static Finding? Stale(SystemCase s) => s.Analytic.StaleContributions is not { } stale ? null : new(FindingLevel.Warning, "stale-contributions",
            Text($"Time-outs let {stale:0.###} contributions to the sums and exchanges of a decode step be those of an earlier one, on average. What that does to answers is not modelled: a longer 'time-out' or more 'spares' makes them fewer."));

    /// <summary>Work that the scenario leaves out of the count.</summary>
    public static Finding? Omitted(SystemCase s) => s.Engine.Plan.Model.Omitted is { IsEmpty: true } ? null : new(FindingLevel.Warning, "work-omitted",
        $"The count of a step leaves work out, as a publication does: {string.Join(", ", s.Engine.Plan.Model.Omitted.Distinct().Select(static work => JsonNamingPolicy.KebabCaseLower.ConvertName(work.ToString())))}. A machine that does all of it is not as fast; remove 'omit' to count it.");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
