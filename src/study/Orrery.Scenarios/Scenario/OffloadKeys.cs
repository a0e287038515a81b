using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of weights that come from a slower tier with every step.</summary>
static class OffloadKeys
{
    static readonly OffloadSpec Usual = new();

    public static readonly Key<string> Tier = Keys.EntryNamed("tier", "The tier that holds all weights.").OtherwiseAs("the farthest");
    public static readonly Key<Bytes> Budget = Keys.Quantity<Bytes>("budget", "Near memory of a device that weights may take.", Bound.NotNegative).OtherwiseAs("what the near tier has room for beside the cache of one full step");
    public static readonly Key<OffloadStrategy> Strategy = Keys.Enum<OffloadStrategy>("strategy", "What a step reads: `stream` all that has no room, in order; `sparse` only neurons that a predictor foretells, and experts that the router chose.").Or(Usual.Strategy);
    public static readonly Key<int> Window = Keys.Int("window", "Tokens of each sequence whose neurons stay in near memory, as far as the budget goes.", new Bound(0, 1024)).Or(Usual.Window);
    public static readonly Key<bool> Bundling = new Key<bool>("bundling", "Whether the row and the columns of a neuron lie together, so that one read fetches them.", new BoolShape()).Or(Usual.Bundling);
    public static readonly Key<double> AlwaysActive = Keys.Number("always-active", "Share of the neurons of a dense layer that every token uses.", Bound.Share).Or(Usual.Activity.Always);
    public static readonly Key<double> Pool = Keys.Number("pool", "Further share that some tokens use.", Bound.Share).Or(Usual.Activity.Pool);
    public static readonly Key<double> PoolTokens = Keys.Number("pool-tokens", "Tokens after which all but 1/e of the pool was used.", Bound.Positive).Or(Usual.Activity.PoolTokens);
    public static readonly Key<double> PredictorShare = Keys.Number("predictor-share", "Size of the predictors over all weights of the model.", Bound.Share).Or(Usual.PredictorShare);
    public static readonly Key<BytesPerSecond> Management = Keys.Quantity<BytesPerSecond>("management", "Rate at which a processor puts loaded neurons in their place.", Bound.Positive).Or(Usual.Management);
    public static readonly Key<double> Overlap = Keys.Number("overlap", "Share of the loading that runs beside computation.", Bound.Share).Or(Usual.Overlap);

    public static readonly KeyTable Table = new("offload", "Weights that lie in a slower tier and pass through a budget of near memory, as in \"LLM in a flash\" (arXiv 2312.11514).",
        Tier, Budget, Strategy, Window, Bundling, AlwaysActive, Pool, PoolTokens, PredictorShare, Management, Overlap);

    public static readonly TableShape<OffloadSpec> Shape = new(() => Table, Bind);

    static OffloadSpec Bind(MappingReader reader)
    {
        var offload = new OffloadSpec
        {
            Tier = reader.Get(Tier),
            Budget = reader.Find(Budget),
            Strategy = reader.Get(Strategy),
            Window = reader.Get(Window),
            Bundling = reader.Get(Bundling),
            Activity = new(reader.Get(AlwaysActive), reader.Get(Pool), reader.Get(PoolTokens)),
            PredictorShare = reader.Get(PredictorShare),
            Management = reader.Get(Management),
            Overlap = reader.Get(Overlap),
        };
        foreach (var key in new Key[] { Window, Bundling, AlwaysActive, Pool, PoolTokens, PredictorShare, Management })
            EffectCheck.Nothing(reader, key, offload.Strategy == OffloadStrategy.Stream, "it is of the strategy 'sparse'", "write 'strategy: sparse', or remove it");
        return offload;
    }
}

/// <summary>Whether weights can come from where the scenario says.</summary>
static class OffloadCheck
{
    public static void Check(SystemPlan plan, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (plan.Offload is not { } offload) return;
        var (accelerator, tiers) = (plan.System.Accelerator, plan.System.Accelerator.Memory);
        string[] names = [.. tiers.Select(static tier => tier.Name)];
        var near = plan.Placement.Weights ?? names[0];
        var far = offload.Tier ?? names[^1];
        if (!names.Contains(far))
            diagnostics.Error(DiagnosticRules.UnknownTier, at, $"'{accelerator.Name}' has no memory tier '{Quote.Short(far)}'", Nearest.Hint(far, names));
        else if (far == near)
            diagnostics.Error(DiagnosticRules.BadOffload, at, $"'{accelerator.Name}' has no tier behind '{near}' for weights to come from", "add one, e.g. 'accelerator: { base: …, memory: { add: nvme-pcie5, count: 1 } }'");
        if (offload.Budget is { } budget && tiers.FirstOrDefault(tier => tier.Name == near) is { } tier && budget > tier.Capacity)
            diagnostics.Error(DiagnosticRules.BadOffload, at, $"the budget of {budget} is more than '{near}' holds: {tier.Capacity}", "give weights less");
        if (offload.Activity.Always + offload.Activity.Pool > 1)
            diagnostics.Error(DiagnosticRules.BadOffload, at, "'always-active' and 'pool' are together more than all neurons", "lower one of them");
    }
}
