using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Economics;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of what a data centre has.</summary>
static class DataCentreKeys
{
    public static readonly Key<Watts> Power = Keys.Quantity<Watts>("power", "Power at the meter, cooling included: accelerators at their design power or `power-cap`, hosts, times `pue`.", Bound.Positive).OtherwiseAs("no bound");
    public static readonly Key<double> RackUnits = Keys.Number("rack-units", "Space in units of a rack, 42 to most of them.", Bound.Positive).OtherwiseAs("no bound");
    public static readonly Key<Dollars> Money = Keys.Quantity<Dollars>("money", "Money for accelerators and hosts.", Bound.Positive).OtherwiseAs("no bound");
    public static readonly Key<Kilograms> Carbon = Keys.Quantity<Kilograms>("carbon", "CO₂e over the lifetime, of making (high estimate) and of running at saturation.", Bound.Positive).OtherwiseAs("no bound");

    public static readonly KeyTable Table = new("data-centre", "What a data centre has: each system is copied until the first of its budgets is spent.", Power, RackUnits, Money, Carbon);

    public static readonly TableShape<DataCentreBudget> Shape = new(() => Table, static reader => new(reader.Find(Power), reader.Find(RackUnits), reader.Find(Money), reader.Find(Carbon)));

    public static void Write(YamlText text, DataCentreBudget budget) => text
        .Maybe(Power, budget.Power).Maybe(RackUnits, budget.RackUnits).Maybe(Money, budget.Capital).Maybe(Carbon, budget.Carbon);

    /// <summary>Whether every host says what space it takes, where that is bounded; and whether anything is bounded.</summary>
    public static void Check(OperationSpec operation, ImmutableArray<SystemPlan> systems, Mapping scenario, DiagnosticBag diagnostics)
    {
        if (operation?.DataCentre is not { } budget) return;
        var at = (scenario[ScenarioKeys.Operation.Name] as Mapping)?[OperationKeys.DataCentre.Name]?.At ?? scenario.At;
        if (budget is { Power: null, RackUnits: null, Capital: null, Carbon: null })
            diagnostics.Error(DiagnosticRules.BadDataCentre, at, "'operation.data-centre' bounds nothing", "give at least one of power, rack-units, money, carbon");
        if (budget.RackUnits is null) return;
        foreach (var node in systems.SelectMany(Hosts).Where(static node => node.RackUnits is null).DistinctBy(static node => node.Name))
            diagnostics.Error(DiagnosticRules.BadDataCentre, at, $"the host '{node.Name}' does not say what space it takes", $"give it 'rack-units', e.g. 'node: {{ base: {node.Name}, rack-units: 4 }}', or bound something else");
    }

    static IEnumerable<NodeSpec> Hosts(SystemPlan system)
    {
        yield return system.System.Node;
        if (system.Prefill is { } prefill) yield return prefill.System.Node;
        if (system.Encode is { } encode) yield return encode.System.Node;
    }
}
