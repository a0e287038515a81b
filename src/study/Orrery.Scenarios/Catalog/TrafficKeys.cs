using System.Collections.Immutable;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>How well fitted traffic follows the trace behind it, as the fit printed it.</summary>
/// <param name="InputKs">Kolmogorov–Smirnov distance of prompt lengths.</param>
/// <param name="OutputKs">Kolmogorov–Smirnov distance of output lengths.</param>
/// <param name="GapKs">Kolmogorov–Smirnov distance of gaps.</param>
/// <param name="RateError">Relative error of the mean rate.</param>
public sealed record TrafficFit(double InputKs, double OutputKs, double GapKs, double RateError);

/// <summary>Traffic of the catalog.</summary>
/// <param name="Name">The name of the entry; null where it was given in place without one.</param>
/// <param name="Title">The name that people use.</param>
/// <param name="Spec">Its distributions.</param>
/// <param name="Fit">How well it follows the trace; null where it was not fitted.</param>
/// <param name="Arrives">Whether it says when requests arrive; where not, users have to send them.</param>
public sealed record CatalogTraffic(string? Name, string Title, SyntheticTrafficSpec Spec, TrafficFit? Fit, bool Arrives = true);

/// <summary>The keys of traffic drawn from distributions.</summary>
static class TrafficKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file, or of the base, where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that people use.").OtherwiseAs("the entry's name");
    public static readonly Key<ArrivalSpec> Arrivals = Keys.Table("arrivals", "When requests, or sessions, arrive; needed unless the traffic is a closed loop.", () => ArrivalTable!, BindArrivals);
    public static readonly Key<LengthSpec> Input = new Key<LengthSpec>("input", "Prompt lengths, in tokens; of sessions what a question adds.", LengthKeys.Shape).Required();
    public static readonly Key<LengthSpec> Output = new Key<LengthSpec>("output", "Output lengths, in tokens; of sessions those of answers.", LengthKeys.Shape).Required();
    public static readonly Key<double> LengthCorrelation = Keys.Number("length-correlation", "Spearman rank correlation of a request's two lengths.", new Bound(-1, 1)).Or(0);
    public static readonly Key<long> Requests = Keys.Long("requests", "Requests, where the scenario does not say.", Bound.AtLeast(1)).Or(10_000);
    public static readonly Key<TrafficFit> Fit = Keys.Table("fit", "How well it follows the trace behind it.", () => FitTable!, BindFit);

    public static readonly Key<MediaSpec> Media = Keys.Table("media", "Images, pages or clips that requests carry, beside the input.", () => MediaTable!, BindMedia).OtherwiseAs("none");
    public static readonly Key<SessionSpec> Session = Keys.Table("session", "What an arrival begins, where it is not one request.", () => SessionKeys.Table, SessionKeys.Bind).OtherwiseAs("none");

    public static readonly Key<double> MediaShare = Keys.Number("share", "Share of requests, or of a session's questions, that carry any.", Bound.Share).Or(1);
    public static readonly Key<LengthSpec> MediaCount = new Key<LengthSpec>("count", "How many such a request carries.", LengthKeys.Shape).Or(new ConstantLength(1), "1");
    public static readonly Key<LengthSpec> MediaTokens = new Key<LengthSpec>("tokens", "Tokens of one, which the model's encoder makes.", LengthKeys.Shape).Required();

    public static readonly Key<GapFamily> Family = Keys.Enum<GapFamily>("family", "The family of gaps.").Or(GapFamily.Poisson);
    public static readonly Key<PerSecond> Rate = Keys.Quantity<PerSecond>("rate", "Mean rate.", Bound.Positive).Required();
    public static readonly Key<double> Cv = Keys.Number("cv", "Standard deviation of gaps over their mean.", Bound.Positive).Or(1);
    public static readonly Key<ImmutableArray<double>> Profile = Keys.List("profile", "Relative rate in each of equal slices of the period.", new NumberShape<double>(Bound.NotNegative));
    public static readonly Key<Seconds> Period = Keys.Quantity<Seconds>("period", "After this the profile begins again.", Bound.Positive).Or(new Seconds(86400));

    public static readonly Key<double> InputKs = Keys.Number("input-ks", "Kolmogorov–Smirnov distance of prompt lengths.", Bound.Share).Required();
    public static readonly Key<double> OutputKs = Keys.Number("output-ks", "Kolmogorov–Smirnov distance of output lengths.", Bound.Share).Required();
    public static readonly Key<double> GapKs = Keys.Number("gap-ks", "Kolmogorov–Smirnov distance of gaps.", Bound.Share).Required();
    public static readonly Key<double> RateError = Keys.Number("rate-error", "Relative error of the mean rate.", new Bound(double.NegativeInfinity, double.PositiveInfinity)).Required();

    public static readonly KeyTable ArrivalTable = new("arrivals", "A renewal process whose rate may follow a profile over time.", Family, Rate, Cv, Profile, Period);

    public static readonly KeyTable FitTable = new("fit", "How well fitted traffic follows the trace behind it, as the fit printed it.", InputKs, OutputKs, GapKs, RateError);

    public static readonly KeyTable MediaTable = new("media", "Images, pages or clips: tokens of the prompt that an encoder makes.", MediaShare, MediaCount, MediaTokens);

    public static readonly KeyTable Table = new("traffic-entry", "Traffic drawn from distributions.",
        Name, Title, Arrivals, Input, Output, LengthCorrelation, Requests, Media, Session, Fit) { HasBase = true };

    public static readonly EntryShape<CatalogTraffic> Shape = new(CatalogKind.Traffic, () => Table, Bind);

    public static ArrivalSpec BindArrivals(MappingReader reader)
    {
        var profile = reader.Get(Profile);
        if (!profile.IsDefaultOrEmpty && profile.Sum() <= 0) reader.Diagnostics.Error(DiagnosticRules.Profile, reader.At(Profile), "every slice of the profile has rate 0", "give at least one slice a positive rate");
        return new ArrivalSpec
        {
            Family = reader.Get(Family),
            Rate = reader.Get(Rate),
            Cv = reader.Get(Cv),
            Profile = profile,
            Period = reader.Get(Period),
        };
    }

    static MediaSpec BindMedia(MappingReader reader) => new(reader.Get(MediaShare), reader.Get(MediaCount), reader.Get(MediaTokens)!);

    static TrafficFit BindFit(MappingReader reader) => new(reader.Get(InputKs), reader.Get(OutputKs), reader.Get(GapKs), reader.Get(RateError));

    static CatalogTraffic Bind(MappingReader reader)
    {
        var name = reader.TryGet(Name, out var given) ? given : null;
        var spec = new SyntheticTrafficSpec
        {
            Arrivals = reader.Get(Arrivals) ?? new ArrivalSpec { Rate = new(1) },
            Input = reader.Get(Input)!,
            Output = reader.Get(Output)!,
            LengthCorrelation = reader.Get(LengthCorrelation),
            Requests = reader.Get(Requests),
            Media = reader.Get(Media),
            Session = reader.Get(Session),
        };
        return new CatalogTraffic(name, reader.Get(Title) ?? name ?? "synthetic", spec, reader.Get(Fit), reader.Has(Arrivals));
    }
}
