using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>Reads one candidate system over what the scenario says for all.</summary>
/// <param name="scenario">The scenario's mapping.</param>
/// <param name="prices">The price book.</param>
/// <param name="catalog">Where names are looked up.</param>
/// <param name="timing">Reads where step times come from.</param>
/// <param name="calibrations">Reads what benchmarks told of a system.</param>
/// <param name="speculation">Reads how tokens are drafted.</param>
/// <param name="diagnostics">Where problems go.</param>
sealed partial class SystemReader(Mapping scenario, PriceBook prices, CatalogStore catalog, TimingReader timing, CalibrationReader calibrations, SpeculationReader speculation, DiagnosticBag diagnostics)
{
    /// <summary>The system; null, with diagnostics, where it is not well formed.</summary>
    public SystemPlan? Read(Named<Mapping> system) => Read(system, $"systems.{system.Name}", isPrefill: false);

    SystemPlan? Read(Named<Mapping> system, string path, bool isPrefill)
    {
        var before = diagnostics.Reports;
        var reading = new Reading(diagnostics, catalog, NeedsSources: false);
        var reader = new MappingReader(system.Value, SystemKeys.Table, reading, path);
        var assumed = new List<AssumedNumber>();

        var accelerator = ReadAccelerator(reader, assumed, out var acceleratorNode);
        var host = accelerator is null ? null : ReadHost(reader, accelerator, assumed);
        var whole = ReadModel(reader, assumed);
        var model = WithoutEncoder(whole, reader);
        if (model is not null) model = model with { Spec = model.Spec.Leaving(reader.Get(SystemKeys.Omit)) };
        var precision = Shared(reader, SystemKeys.Precision, ScenarioKeys.PrecisionOf(model?.AsShipped ?? new()), ScenarioKeys.Precision) ?? model?.AsShipped ?? new();
        var serving = Shared(reader, SystemKeys.Serving, ServingKeys.Shape, ScenarioKeys.Serving) ?? new();
        assumed.AddRange(KvTierCheck.Assumed(reading));
        serving = serving with { Speculation = ReadSpeculation(reader, precision, out var speculationAt) };
        var mode = reader.Find(SystemKeys.Mode) ?? SharedMode(reading);
        var times = timing.Read(reader);
        var calibration = calibrations.Read(reader);
        var count = reader.Find(SystemKeys.Count);
        var degrees = Section(reader, SystemKeys.Parallelism, SystemKeys.ParallelismTable);
        var places = Section(reader, SystemKeys.Placement, SystemKeys.PlacementTable);
        var powerCap = reader.Find(SystemKeys.PowerCap);
        var placement = new PlacementSpec(places.Get(SystemKeys.WeightsTier), places.Get(SystemKeys.KvTier))
        {
            Experts = places.Get(SystemKeys.ExpertsTier),
            HotExperts = places.Get(SystemKeys.HotExperts),
            Context = places.Get(SystemKeys.ContextTier),
            Rule = places.Get(SystemKeys.Rule),
            Sequences = places.Get(SystemKeys.ForSequences),
            Tokens = places.Get(SystemKeys.ForTokens),
        };
        var parallelism = Sharding.Read(degrees, model?.Spec, accelerator?.Spec, count);
        var prefill = ReadPrefill(reader, system);
        var handOff = Section(reader, SystemKeys.HandOff, HandOffKeys.Table);
        degrees.Done();
        places.Done();
        handOff.Done();
        if (!isPrefill) reader.Done();
        if (accelerator is null || host is null || model is null || diagnostics.Reports > before) return null;

        var plan = new SystemPlan
        {
            System = new SystemSpec { Name = system.Name, Accelerator = Priced(accelerator.Spec, acceleratorNode!) with { PowerCap = powerCap }, Count = count ?? parallelism.DevicesPerEngine, Node = host },
            Model = model.Spec,
            Precision = precision,
            Parallelism = parallelism,
            Placement = placement,
            Offload = reader.TryGet(SystemKeys.Offload, out var offload) ? offload : null,
            Serving = serving,
            Mode = mode,
            Timing = times,
            KernelsMeasured = accelerator.KernelsMeasured,
            Calibration = calibration,
            Context = reader.TryGet(SystemKeys.Context, out var context) ? context : null,
            Assumed = prefill is null ? [.. assumed] : [.. assumed.Union(prefill.Assumed)],
        };
        if (prefill is not null)
        {
            plan = plan with { Prefill = prefill.Beside(plan.System) };
            plan = plan with { HandOff = HandOffReader.Read(plan, handOff) };
            if (serving.RankQueues || prefill.Serving.RankQueues)
                diagnostics.Error(DiagnosticRules.RankQueuesApart, reader.At(SystemKeys.Prefill), $"'{reader.Path}' has 'prefill', and its data ranks have queues of their own", "remove 'rank-queues: true' or 'prefill'");
        }
        else if (reader.Has(SystemKeys.HandOff)) HandOffReader.Unused(reader);
        if (!isPrefill) plan = ReadEncode(plan, whole!, reader) ?? plan;
        Sharding.Check(plan, degrees, reader.At(SystemKeys.Count), system.At);
        SpeculationReader.Check(plan, speculationAt, diagnostics);
        TimingReader.Check(plan, reader.At(SystemKeys.Timing), diagnostics);
        KvTierCheck.Check(plan, reader.Has(SystemKeys.Serving) ? reader.At(SystemKeys.Serving) : scenario[ScenarioKeys.Serving.Name]?.At ?? system.At, diagnostics);
        OffloadCheck.Check(plan, reader.At(SystemKeys.Offload), diagnostics);
        PlacementCheck.Check(plan, places, acceleratorNode!.At);
        PowerCapCheck.Check(plan, reader.At(SystemKeys.PowerCap), diagnostics);
        var servingAt = reader.Has(SystemKeys.Serving) ? reader.At(SystemKeys.Serving) : scenario[ScenarioKeys.Serving.Name]?.At ?? system.At;
        LaunchCheck.Check(plan, servingAt, diagnostics);
        if (!isPrefill) FrontCheck.Check(plan, servingAt, diagnostics);
        EffectCheck.Check(plan, reader, places, degrees, servingAt);
        if (diagnostics.Reports == before) FitCheck.Check(plan, reader.Has(SystemKeys.Parallelism) ? reader.At(SystemKeys.Parallelism) : system.At, servingAt, diagnostics);
        return diagnostics.Reports == before ? plan : null;
    }

    // What the system says holds for its prompts' engines too, but for their number and how they are spread.
    SystemPlan? ReadPrefill(MappingReader reader, Named<Mapping> system)
    {
        if (!reader.TryGet(SystemKeys.Prefill, out var own)) return null;
        var path = reader.PathOf(SystemKeys.Prefill);
        new MappingReader(own, SystemKeys.PrefillTable, reader.Reading, path).Done();
        var shared = system.Value.Without(SystemKeys.Count.Name, SystemKeys.Parallelism.Name, SystemKeys.Placement.Name, SystemKeys.Timing.Name, SystemKeys.Prefill.Name, SystemKeys.HandOff.Name);
        return Read(system with { Value = Merge.Over(Beside(shared, own), own) }, path, isPrefill: true);
    }

    // What a system says, as far as it holds for engines beside its own: the host goes with the accelerator, and nothing of that remains under one that is whole.
    static Mapping Beside(Mapping shared, Mapping own) => own[SystemKeys.Accelerator.Name] switch
    {
        null => shared,
        Mapping accelerator when accelerator[AcceleratorKeys.Name.Name] is null => shared.Without(SystemKeys.Node.Name),
        _ => shared.Without(SystemKeys.Node.Name, SystemKeys.Accelerator.Name),
    };

    CatalogAccelerator? ReadAccelerator(MappingReader reader, List<AssumedNumber> assumed, out Node? node)
    {
        node = reader.Mapping[SystemKeys.Accelerator.Name];
        if (node is null)
        {
            reader.Get(SystemKeys.Accelerator); // says that it is missing
            return null;
        }
        return ReadEntry(AcceleratorKeys.Shape, node, reader.PathOf(SystemKeys.Accelerator), assumed, a => a.Spec.Name, out var accelerator) ? accelerator : null;
    }

    NodeSpec? ReadHost(MappingReader reader, CatalogAccelerator accelerator, List<AssumedNumber> assumed)
    {
        var node = reader.Mapping[SystemKeys.Node.Name];
        if (node is null && accelerator.Node is { } usual) node = new Scalar(usual, IsPlain: true, reader.At(SystemKeys.Accelerator));
        if (node is not null) return ReadEntry(NodeKeys.Shape, node, reader.PathOf(SystemKeys.Node), assumed, n => n.Name, out var host) ? host : null;
        diagnostics.Error(DiagnosticRules.NoNode, reader.At(SystemKeys.Accelerator), $"'{accelerator.Spec.Name}' has no default host, and '{reader.Path}' gives none",
            "add 'node: NAME'; the catalog has " + string.Join(", ", catalog.Names(CatalogKind.Nodes)));
        return null;
    }

    CatalogModel? ReadModel(MappingReader reader, List<AssumedNumber> assumed)
    {
        var own = reader.Mapping[SystemKeys.Model.Name];
        if ((own ?? scenario[ScenarioKeys.Model.Name]) is { } node)
            return ReadEntry(ModelKeys.Shape, node, own is null ? ScenarioKeys.Model.Name : reader.PathOf(SystemKeys.Model), assumed, m => m.Spec.Name, out var model) ? model : null;
        diagnostics.Error(DiagnosticRules.NoModel, scenario.At, $"no model is named for '{reader.Path}'", "add 'model: NAME' to the scenario; `orrery catalog list models` lists all");
        return null;
    }

    // Numbers that the catalog marks as assumed go with the system; those that the scenario gives are the user's own.
    bool ReadEntry<T>(EntryShape<T> shape, Node node, string path, List<AssumedNumber> assumed, Func<T, string> name, out T value)
    {
        var reading = new Reading(diagnostics, catalog, NeedsSources: false);
        if (!shape.TryRead(node, reading, path, "", out value)) return false;
        var entry = $"{shape.Kind.Folder()}/{name(value)}";
        var doubtful = reading.Numbers.Where(n => n.Source is { Kind: Units.ProvenanceKind.Assumed });
        if (shape.Kind == CatalogKind.Models)
            assumed.AddRange(doubtful.GroupBy(n => n.Source!.Citation).Select(g => new AssumedNumber(entry, "architecture", $"{g.Count()} numbers", g.Key)));
        else
            assumed.AddRange(doubtful.Select(n => new AssumedNumber(entry, n.Path, n.Text, n.Source!.Citation)));
        return true;
    }

    // What a system says lies over what the scenario says for all; messages name the scenario's key, so that all systems say the same thing once.
    T? Shared<T>(MappingReader reader, Key<T> key, TableShape<T> shape, Key<T> sharedKey) where T : class
    {
        var (whole, path) = Whole(reader, key, sharedKey);
        return whole is not null && shape.TryRead(whole, reader.Reading, path, out var value) ? value : null;
    }

    (Node? Node, string Path) Whole(MappingReader reader, Key key, Key sharedKey)
    {
        var shared = scenario[sharedKey.Name];
        var own = reader.Mapping[key.Name];
        var whole = own is Mapping over && shared is Mapping under ? Merge.Over(under, over) : own ?? shared;
        return (whole, own is null ? sharedKey.Name : reader.PathOf(key));
    }

    SpeculationSpec? ReadSpeculation(MappingReader reader, PrecisionSpec precision, out SourceSpan at)
    {
        var (serving, path) = Whole(reader, SystemKeys.Serving, ScenarioKeys.Serving);
        var node = (serving as Mapping)?[ServingKeys.Speculation.Name];
        at = node?.At ?? reader.Mapping.At;
        path += "." + ServingKeys.Speculation.Name;
        return node is not null && ServingKeys.Speculation.Takes.TryRead(node, reader.Reading, path, out var mapping) && mapping is not null
            ? speculation.Read(mapping, reader.Reading, path, precision) : null;
    }

    PerformanceMode SharedMode(Reading reading) =>
        scenario[ScenarioKeys.Mode.Name] is { } node && ScenarioKeys.Mode.Takes.TryRead(node, reading, ScenarioKeys.Mode.Name, out var mode) ? mode : ScenarioKeys.Mode.Default;

    static MappingReader Section(MappingReader reader, Key<Mapping> key, KeyTable table) =>
        new(reader.TryGet(key, out var mapping) ? mapping : new Mapping([], reader.At(key)), table, reader.Reading, reader.PathOf(key));

    AcceleratorSpec Priced(AcceleratorSpec accelerator, Node node)
    {
        if (node is Scalar name) return Offers.Apply(accelerator, name.Text, prices);
        if (((Mapping)node)["base"] is not Scalar basis) return accelerator;
        var original = catalog.Accelerator(basis.Text, new DiagnosticBag())?.Spec;
        return original is null ? accelerator : Offers.Change(Offers.Apply(original, basis.Text, prices), accelerator, (Mapping)node, prices.Assumptions);
    }
}
