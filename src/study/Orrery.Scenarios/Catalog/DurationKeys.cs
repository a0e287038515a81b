using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of a distribution of durations.</summary>
static class DurationKeys
{
    static readonly Bound Simulable = new(0, 9e6); // 104 days, short of the longest run
    static readonly Bound Positive = Simulable with { Above = true };

    public static readonly Key<string> Kind = Keys.Text("kind", "The distribution: constant, uniform, log-normal or exponential.").OtherwiseAs("the one whose keys are given");
    public static readonly Key<Seconds> Min = Keys.Quantity<Seconds>("min", "Shortest.", Simulable).Or(default);
    public static readonly Key<Seconds> Max = Keys.Quantity<Seconds>("max", "Longest; draws beyond are clamped.", Simulable).Or(new Seconds(86400));
    public static readonly Key<Seconds> Time = Keys.Quantity<Seconds>("time", "The duration.", Simulable).Required();
    public static readonly Key<Seconds> Median = Keys.Quantity<Seconds>("median", "The median.", Positive).Required();
    public static readonly Key<double> Sigma = Keys.Number("sigma", "Standard deviation of the logarithm.", Bound.NotNegative).Required();
    public static readonly Key<Seconds> Mean = Keys.Quantity<Seconds>("mean", "The mean.", Positive).Required();

    public static readonly ShortShape<DurationSpec, Seconds> Shape = new(
        new VariantShape<DurationSpec>(Implied,
            new("constant", new("duration-constant", "Always the same duration.", Kind, Time), r => Read(r, new ConstantDuration(r.Get(Time)))),
            new("uniform", new("duration-uniform", "Uniform from the shortest to the longest.", Kind, Min, Max), r => Clamp(r, new UniformDuration())),
            new("log-normal", new("duration-log-normal", "Log-normal.", Kind, Median, Sigma, Min, Max), r => Clamp(r, new LogNormalDuration(r.Get(Median), r.Get(Sigma)))),
            new("exponential", new("duration-exponential", "Exponential.", Kind, Mean, Min, Max), r => Clamp(r, new ExponentialDuration(r.Get(Mean))))),
        new QuantityShape<Seconds>(Simulable), time => new ConstantDuration(time));

    public static void Write(YamlText text, DurationSpec duration)
    {
        switch (duration)
        {
            case ConstantDuration c: text.Line(Kind.Name, "constant").Put(Time, c.Time); return;
            case UniformDuration: text.Line(Kind.Name, "uniform"); break;
            case LogNormalDuration l: text.Line(Kind.Name, "log-normal").Put(Median, l.Median).Put(Sigma, l.Sigma); break;
            case ExponentialDuration e: text.Line(Kind.Name, "exponential").Put(Mean, e.Mean); break;
            default: throw new InvalidOperationException($"{duration.GetType().Name} has no text.");
        }
        text.Put(Min, duration.Min).Put(Max, duration.Max);
    }

    static string Implied(Mapping mapping) =>
        mapping[Time.Name] is not null ? "constant"
        : mapping[Median.Name] is not null ? "log-normal"
        : mapping[Mean.Name] is not null ? "exponential"
        : "uniform";

    static DurationSpec Read(MappingReader reader, DurationSpec duration)
    {
        reader.TryGet(Kind, out _);
        return duration;
    }

    static DurationSpec Clamp(MappingReader reader, DurationSpec duration)
    {
        var (min, max) = (reader.Get(Min), reader.Get(Max));
        if (min.Value > max.Value) reader.Diagnostics.Error(DiagnosticRules.Lengths, reader.At(Min), $"the shortest duration, {min}, passes the longest, {max}", "make 'min' at most 'max'");
        return Read(reader, duration with { Min = min, Max = max });
    }
}
