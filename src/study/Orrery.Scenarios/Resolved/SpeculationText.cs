using Orrery.Serving;

namespace Orrery.Scenarios;

/// <summary>Writes how tokens are drafted and verified.</summary>
static class SpeculationText
{
    static readonly NumberShape<double> Share = new(Bound.Share);

    public static void Write(YamlText text, SpeculationSpec speculation)
    {
        text.Put(SpeculationKeys.Method, speculation.Method);
        if (speculation.Draft is { } draft) text.Node(SpeculationKeys.Draft.Name, ModelNode.Of(draft));
        if (speculation.DraftPrecision is { } precision) text.Map(SpeculationKeys.DraftPrecision.Name, t => PlanText.Precision(t, precision));
        text.Put(SpeculationKeys.Lookahead, speculation.Lookahead)
            .Put(SpeculationKeys.MaxLookahead, speculation.MaxLookahead)
            .Map(SpeculationKeys.Acceptance.Name, t => Acceptance(t, speculation.Acceptance));
    }

    static void Acceptance(YamlText text, AcceptanceSpec acceptance) => _ = acceptance switch
    {
        AcceptanceRate rate => text.Put(SpeculationKeys.Rate, rate.Rate),
        AcceptanceByPosition positions => text.List(SpeculationKeys.Positions.Name, positions.Rates, Share),
        AcceptedCounts counts => text.List(SpeculationKeys.Counts.Name, counts.Shares, Share),
        MeasuredAcceptance measured => text.Put(SpeculationKeys.Measured, measured),
        ReplayedAcceptance record => text.Put(SpeculationKeys.File, record.File),
        _ => throw new InvalidOperationException($"No text for {acceptance.GetType().Name}."),
    };
}
