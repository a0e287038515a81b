using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of a serving engine.</summary>
static class EngineKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file, or of the base, where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.");
    public static readonly Key<string> Fitted = Keys.Text("fitted", "What it was fitted to, in words.");
    public static readonly Key<string> Asked = Keys.Text("asked", "The version that is meant, of which the nearest release stands in; the newest where not given.");
    public static readonly Key<ImmutableArray<EngineRelease>> Releases = new Key<ImmutableArray<EngineRelease>>("releases", "What was measured, release by release.",
        new ListShape<EngineRelease>(new TableShape<EngineRelease>(() => ReleaseTable!, BindRelease))).Required().Or([], "");

    public static readonly Key<ImmutableArray<string>> Systems = new Key<ImmutableArray<string>>("systems", "Accelerators that it was measured on.", new ListShape<string>(new TextShape("a name"))).Or([], "none");
    public static readonly Key<ImmutableArray<string>> Models = new Key<ImmutableArray<string>>("models", "Models that it was measured with.", new ListShape<string>(new TextShape("a name"))).Or([], "none");
    public static readonly Key<ImmutableArray<EngineRange>> Ranges = new Key<ImmutableArray<EngineRange>>("ranges", "How far off predictions of runs were that were held back as a whole.",
        new ListShape<EngineRange>(new TableShape<EngineRange>(() => RangeTable!, BindRange))).Or([], "none");

    public static readonly Key<RangeOf> Of = Keys.Enum<RangeOf>("of", "What is predicted.").Required();
    public static readonly Key<RangeRegime> Regime = Keys.Enum<RangeRegime>("regime", "The models: `dense`, or `mixture` for those with experts and for engines that compute prompts apart.").Required();
    public static readonly Key<Unseen> HeldBack = Keys.Enum<Unseen>("unseen", "What was held back as a whole: the `model`, the `system`, or `neither`, runs at random.").Required();
    public static readonly Key<double> Low = Keys.Number("low", "Measured over predicted that one run in ten is below.", CalibrationOfSystemKeys.Ratios).Required();
    public static readonly Key<double> High = Keys.Number("high", "Measured over predicted that one run in ten is above.", CalibrationOfSystemKeys.Ratios).Required();
    public static readonly Key<int> Runs = Keys.Int("runs", "Runs that were held back.", Bound.AtLeast(0)).Or(0);

    public static readonly KeyTable RangeTable = new("engine-range", "The middle 80 % of measured over predicted, of runs predicted without them.", Of, Regime, HeldBack, Low, High, Runs);

    public static readonly Key<string> Version = Keys.Text("version", "The release; none where records do not name it.");
    public static readonly Key<Seconds> Step = Keys.Quantity<Seconds>("step", "Host time of every step.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> Sequence = Keys.Quantity<Seconds>("sequence", "Time of each sequence whose token is sampled on a data rank.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> Layer = Keys.Quantity<Seconds>("layer", "Time of each layer: gaps between kernels, and small ones that no operator stands for.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> ExpertLayer = Keys.Quantity<Seconds>("expert-layer", "Time of each layer of experts: routing, sorting tokens, gathering them back.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> Request = Keys.Quantity<Seconds>("request", "Time of every request before its first token.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> User = Keys.Quantity<Seconds>("user", "Time before a first token of each user beside it.", Bound.NotNegative).Or(default);
    public static readonly Key<double> Waits = Keys.Number("waits", "Steps before a first token is seen, where answers are sent in pieces of some tokens and requests taken in every few steps.", Bound.NotNegative).Or(0);
    public static readonly Key<double> RankWaits = Keys.Number("rank-waits", "Steps that a prompt waits for where an engine has several data ranks.", Bound.NotNegative).Or(0);
    public static readonly Key<double> Prompt = Keys.Number("prompt", "Time of a prompt over that of its kernels.", Bound.NotNegative).Or(1);
    public static readonly Key<Seconds> ExpertToken = Keys.Quantity<Seconds>("expert-token", "Time of each token of a prompt in each layer of experts.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> HandOff = Keys.Quantity<Seconds>("hand-off", "Time before a first token where prompts are computed on engines of their own.", Bound.NotNegative).Or(default);
    public static readonly Key<int> Points = Keys.Int("points", "Recorded runs that it was fitted to.", Bound.AtLeast(0)).Or(0);
    public static readonly Key<double> Residual = Keys.Number("residual", "Median relative error of times per output token, or throughputs, over those.", Bound.NotNegative).Or(0);
    public static readonly Key<double> StartResidual = Keys.Number("start-residual", "Median relative error of times to a first token over those.", Bound.NotNegative).Or(0);

    public static readonly Key<Seconds> Kernel = Keys.Quantity<Seconds>("kernel", "Host time of launching one kernel, on a host of `host-speed` 1.", Bound.Positive).Required();
    public static readonly Key<double> LaunchPrompt = Keys.Number("prompt", "Host time of a step with prompts, over that of as many kernels in a step of decodes.", Bound.Positive).Or(1);
    public static readonly Key<double> Collectives = Keys.Number("collectives", "Time of collectives, over that of libraries of today.", Bound.AtLeast(1.0)).Or(1);
    public static readonly Key<double> LargeSums = Keys.Number("large-sums", "What the part of an all-reduce over `large-sum` takes beyond the devices' time for it, as moving it at this share of a link's bandwidth; 1 where it takes nothing more.", Bound.SomeShare).Or(1);
    public static readonly Key<Bytes> LargeSum = Keys.Quantity<Bytes>("large-sum", "Where an all-reduce begins to be large.", Bound.NotNegative).Or(default);

    public static readonly KeyTable LaunchTable = new("launch", "How an engine launches kernels one by one: a step takes as long as the host launches or the devices compute, whichever is longer.", Kernel, LaunchPrompt, Collectives, LargeSums, LargeSum);

    public static readonly Key<HostLaunch> Launch = Keys.Table("launch", "How kernels are launched one by one. Times of the host then count on the node's `host-speed`.", () => LaunchTable,
        static reader => new HostLaunch(reader.Get(Kernel), reader.Get(LaunchPrompt), reader.Get(Collectives), reader.Get(LargeSums), reader.Get(LargeSum))).OtherwiseAs("the host does not hold devices up");

    public static readonly KeyTable ReleaseTable = new("engine-release", "What one release of an engine adds to the kernels of a step and before a first token.",
        Version, Step, Sequence, Layer, ExpertLayer, Request, User, Waits, RankWaits, Prompt, ExpertToken, HandOff, Launch, Points, Residual, StartResidual);

    public static readonly KeyTable Table = new("serving-engine", "What a serving engine was measured to add to kernels.", Name, Title, Fitted, Asked, Systems, Models, Releases, Ranges) { HasBase = true };

    public static readonly EntryShape<EngineSpec> Shape = new(CatalogKind.Engines, () => Table, Bind);

    static EngineRelease BindRelease(MappingReader reader)
    {
        var version = reader.Get(Version) ?? "";
        if (version.Length > 0 && EngineVersion.Number(version) is null)
            reader.Diagnostics.Error(DiagnosticRules.BadVersion, reader.At(Version), $"'{Quote.Short(version)}' is no version", "write numbers with dots, e.g. 0.19.0; without any the release stands for all");
        return new(version, BindOverheads(reader), reader.Get(Points), reader.Get(Residual), reader.Get(StartResidual));
    }

    static EngineOverheads BindOverheads(MappingReader reader) => new(reader.Get(Step), reader.Get(Sequence), reader.Get(Layer), reader.Get(ExpertLayer), reader.Get(Request), reader.Get(User), reader.Get(Waits), reader.Get(Prompt), reader.Get(ExpertToken), reader.Get(RankWaits), reader.Get(HandOff)) { Launch = reader.Get(Launch) };

    static EngineSpec Bind(MappingReader reader)
    {
        reader.TryGet(Fitted, out _);
        var ranges = reader.Get(Ranges);
        if (ranges.CountBy(static range => (range.Of, range.Regime, range.Unseen)).FirstOrDefault(static held => held.Value > 1) is { Value: > 1, Key: var twice })
            reader.Diagnostics.Error(DiagnosticRules.SaidTwice, reader.At(Ranges), $"'{reader.PathOf(Ranges)}' gives that of {Of.Takes.Format(twice.Of)}, {Regime.Takes.Format(twice.Regime)}, {HeldBack.Takes.Format(twice.Unseen)} more than once", "keep one");
        return new EngineSpec
        {
            Name = reader.Get(Name) ?? "engine",
            Title = reader.Get(Title) ?? "",
            Asked = reader.Get(Asked),
            Systems = reader.Get(Systems),
            Models = reader.Get(Models),
            Releases = reader.Get(Releases),
            Ranges = ranges,
        };
    }

    static EngineRange BindRange(MappingReader reader)
    {
        var range = new EngineRange(reader.Get(Of), reader.Get(Regime), reader.Get(HeldBack), reader.Get(Low), reader.Get(High), reader.Get(Runs));
        if (range.Low > range.High) reader.Diagnostics.Error(DiagnosticRules.BadRange, reader.At(Low), $"'{reader.PathOf(Low)}' is {range.Low}, more than 'high'", "write the low end of measured over predicted first, e.g. low: 0.9, high: 1.2");
        return range;
    }

    /// <summary>An engine as a resolved plan states it: the release that stands in for what was asked, and no other.</summary>
    public static void Write(YamlText text, EngineSpec engine)
    {
        text.Put(Name, engine.Name).MaybeText(Asked, engine.Asked);
        if (!engine.Systems.IsEmpty) text.List(Systems.Name, engine.Systems, new TextShape("a name"));
        if (!engine.Models.IsEmpty) text.List(Models.Name, engine.Models, new TextShape("a name"));
        text.Items(Releases.Name, [engine.Release], (t, release) =>
        {
            var o = release.Overheads;
            if (release.Version.Length > 0) t.Put(Version, release.Version);
            t.Put(Step, o.Step).Put(Sequence, o.Sequence).Put(Layer, o.Layer).Put(ExpertLayer, o.ExpertLayer).Put(Request, o.Request).Put(User, o.User).Put(Waits, o.Waits).Put(RankWaits, o.RankWaits)
                .Put(Prompt, o.Prompt).Put(ExpertToken, o.ExpertToken).Put(HandOff, o.HandOff);
            if (o.Launch is { } launch) t.Map(Launch.Name, l => l.Put(Kernel, launch.Kernel).Put(LaunchPrompt, launch.Prompt).Put(Collectives, launch.Collectives).Put(LargeSums, launch.LargeSums).Put(LargeSum, launch.LargeSum));
            t.Put(Points, release.Points).Put(Residual, release.Residual).Put(StartResidual, release.StartResidual);
        });
        if (!engine.Ranges.IsEmpty)
            text.Items(Ranges.Name, engine.Ranges, static (t, range) => t.Put(Of, range.Of).Put(Regime, range.Regime).Put(HeldBack, range.Unseen).Put(Low, range.Low).Put(High, range.High).Put(Runs, range.Points));
    }
}
