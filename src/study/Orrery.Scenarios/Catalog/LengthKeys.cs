using System.Collections.Immutable;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of a distribution of lengths.</summary>
static class LengthKeys
{
    static readonly Bound Length = Bound.AtLeast(1);

    public static readonly Key<string> Kind = Keys.Text("kind", "The distribution: constant, uniform, log-normal, exponential or empirical.").OtherwiseAs("the one whose keys are given");
    public static readonly Key<int> Min = Keys.Int("min", "Shortest.", Length).Or(1);
    public static readonly Key<int> Max = Keys.Int("max", "Longest; draws beyond are clamped.", Length).Or(1 << 20);
    public static readonly Key<int> Tokens = Keys.Int("tokens", "The length.", Length).Required();
    public static readonly Key<double> Median = Keys.Number("median", "The median.", Bound.Positive).Required();
    public static readonly Key<double> Sigma = Keys.Number("sigma", "Standard deviation of the logarithm.", Bound.NotNegative).Required();
    public static readonly Key<double> Mean = Keys.Number("mean", "The mean.", Bound.Positive).Required();
    public static readonly Key<ImmutableArray<double>> Quantiles = Keys.List("quantiles", "Lengths at equally spaced probabilities from 0 to 1.", new NumberShape<double>(Bound.NotNegative), 2).Required();

    public static readonly ShortShape<LengthSpec, int> Shape = new(new VariantShape<LengthSpec>(Implied,
        new("constant", new("length-constant", "Always the same length.", Kind, Tokens, Min, Max), r => Clamp(r, new ConstantLength(r.Get(Tokens)))),
        new("uniform", new("length-uniform", "Uniform from the shortest to the longest.", Kind, Min, Max), r => Clamp(r, new UniformLength())),
        new("log-normal", new("length-log-normal", "Log-normal.", Kind, Median, Sigma, Min, Max), r => Clamp(r, new LogNormalLength(r.Get(Median), r.Get(Sigma)))),
        new("exponential", new("length-exponential", "Exponential.", Kind, Mean, Min, Max), r => Clamp(r, new ExponentialLength(r.Get(Mean)))),
        new("empirical", new("length-empirical", "Linear between measured quantiles.", Kind, Quantiles, Min, Max), BindEmpirical)),
        new NumberShape<int>(Length), static tokens => new ConstantLength(tokens));

    static string Implied(Mapping mapping) =>
        mapping[Tokens.Name] is not null ? "constant"
        : mapping[Median.Name] is not null ? "log-normal"
        : mapping[Mean.Name] is not null ? "exponential"
        : mapping[Quantiles.Name] is not null ? "empirical"
        : "uniform";

    static EmpiricalLength BindEmpirical(MappingReader reader)
    {
        var quantiles = reader.Get(Quantiles);
        for (var i = 1; i < quantiles.Length; i++)
        {
            if (quantiles[i] >= quantiles[i - 1]) continue;
            reader.Diagnostics.Error(DiagnosticRules.Lengths, reader.At(Quantiles), $"'{reader.PathOf(Quantiles)}' falls from {quantiles[i - 1]} to {quantiles[i]}", "quantiles ascend from the shortest length to the longest");
            break;
        }
        return (EmpiricalLength)Clamp(reader, new EmpiricalLength(quantiles));
    }

    static LengthSpec Clamp(MappingReader reader, LengthSpec length)
    {
        reader.TryGet(Kind, out _);
        var (min, max) = (reader.Get(Min), reader.Get(Max));
        if (min > max) reader.Diagnostics.Error(DiagnosticRules.Lengths, reader.At(Min), $"the shortest length, {min}, passes the longest, {max}", "make 'min' at most 'max'");
        return length with { Min = min, Max = max };
    }
}
