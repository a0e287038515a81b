using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>Writes traffic drawn from distributions.</summary>
static class TrafficText
{
    static readonly NumberShape<double> Number = new(Bound.NotNegative);

    /// <summary>Writes it; arrivals only where they are looked at.</summary>
    public static void Write(YamlText text, SyntheticTrafficSpec traffic, string? name, bool arrives)
    {
        text.MaybeText(TrafficKeys.Name, name);
        if (arrives) text.Map(TrafficKeys.Arrivals.Name, t => Arrivals(t, traffic.Arrivals));
        text.Map(TrafficKeys.Input.Name, t => Length(t, traffic.Input));
        text.Map(TrafficKeys.Output.Name, t => Length(t, traffic.Output));
        text.Put(TrafficKeys.LengthCorrelation, traffic.LengthCorrelation).Put(TrafficKeys.Requests, traffic.Requests);
        if (traffic.Media is { } media) text.Map(TrafficKeys.Media.Name, t => SessionText.Write(t, media));
        if (traffic.Session is { } session) text.Map(TrafficKeys.Session.Name, t => SessionText.Write(t, session));
    }

    public static void Arrivals(YamlText text, ArrivalSpec arrivals)
    {
        text.Put(TrafficKeys.Family, arrivals.Family).Put(TrafficKeys.Rate, arrivals.Rate).Put(TrafficKeys.Cv, arrivals.Cv);
        if (!arrivals.Profile.IsEmpty) text.List(TrafficKeys.Profile.Name, arrivals.Profile, Number);
        text.Put(TrafficKeys.Period, arrivals.Period);
    }

    public static void Length(YamlText text, LengthSpec length)
    {
        switch (length)
        {
            case ConstantLength c: text.Line(LengthKeys.Kind.Name, "constant").Put(LengthKeys.Tokens, c.Tokens); break;
            case UniformLength: text.Line(LengthKeys.Kind.Name, "uniform"); break;
            case LogNormalLength l: text.Line(LengthKeys.Kind.Name, "log-normal").Put(LengthKeys.Median, l.Median).Put(LengthKeys.Sigma, l.Sigma); break;
            case ExponentialLength e: text.Line(LengthKeys.Kind.Name, "exponential").Put(LengthKeys.Mean, e.Mean); break;
            case EmpiricalLength q: text.Line(LengthKeys.Kind.Name, "empirical").List(LengthKeys.Quantiles.Name, q.Quantiles, Number); break;
            default: throw new InvalidOperationException($"{length.GetType().Name} has no text.");
        }
        text.Put(LengthKeys.Min, length.Min).Put(LengthKeys.Max, length.Max);
    }
}
