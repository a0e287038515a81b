using System.Globalization;
using System.Text;
using System.Text.Json;
using Orrery.Units;

namespace Orrery.Workloads.Traffic;

/// <summary>Writes traffic as an entry of the catalog's <c>traffic</c> folder, in the form that docs/catalog.md describes.</summary>
public static class TrafficYaml
{
    /// <summary>The entry's text.</summary>
    /// <param name="spec">The traffic.</param>
    /// <param name="fit">How well it fits, which becomes <c>fit:</c>; null where it was not fitted.</param>
    /// <param name="title">The entry's title.</param>
    /// <param name="source">The id of a document in <c>sources.yaml</c>.</param>
    public static string Write(SyntheticTrafficSpec spec, TrafficFitQuality? fit, string title, string source) => Entry(spec, fit, title, Scalar(source));

    /// <summary>The entry's text, its source in place.</summary>
    /// <param name="spec">The traffic.</param>
    /// <param name="fit">How well it fits, which becomes <c>fit:</c>; null where it was not fitted.</param>
    /// <param name="title">The entry's title.</param>
    /// <param name="source">Where the numbers come from.</param>
    public static string Write(SyntheticTrafficSpec spec, TrafficFitQuality? fit, string title, Provenance source) =>
        Entry(spec, fit, title, $"{{ kind: {source.Kind.ToString().ToLowerInvariant()}, citation: \"{JsonEncodedText.Encode(source.Citation)}\" }}");

    static string Entry(SyntheticTrafficSpec spec, TrafficFitQuality? fit, string title, string source)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"title: {Scalar(title)}\nsource: {source}\n");
        Append(text, spec.Arrivals);
        Append(text, "input", spec.Input);
        Append(text, "output", spec.Output);
        text.Append(CultureInfo.InvariantCulture, $"length-correlation: {Round(spec.LengthCorrelation, 3)}\nrequests: {spec.Requests}\n");
        if (fit is not null)
            text.Append(CultureInfo.InvariantCulture, $"fit: {{ input-ks: {Round(fit.InputKs, 4)}, output-ks: {Round(fit.OutputKs, 4)}, gap-ks: {Round(fit.GapKs, 4)}, rate-error: {Round(fit.RateError, 4)} }}\n");
        return text.ToString();
    }

    static void Append(StringBuilder text, ArrivalSpec arrivals)
    {
        text.Append(CultureInfo.InvariantCulture, $"arrivals:\n  family: {arrivals.Family.ToString().ToLowerInvariant()}\n  rate: {QuantityText.Format(arrivals.Rate, 6)}\n");
        if (arrivals.Family is GapFamily.Gamma or GapFamily.Weibull) text.Append(CultureInfo.InvariantCulture, $"  cv: {Round(arrivals.Cv, 4)}\n");
        if (arrivals.Profile.IsDefaultOrEmpty) return;
        AppendList(text, "profile", arrivals.Profile.Select(share => Round(share, 4)));
        text.Append(CultureInfo.InvariantCulture, $"  period: {QuantityText.Format(arrivals.Period, 6)}\n");
    }

    static void Append(StringBuilder text, string key, LengthSpec length)
    {
        var kind = length switch
        {
            ConstantLength constant => $"constant, tokens: {constant.Tokens}",
            UniformLength => "uniform",
            LogNormalLength law => $"log-normal, median: {Round(law.Median, 2)}, sigma: {Round(law.Sigma, 4)}",
            ExponentialLength law => $"exponential, mean: {Round(law.Mean, 2)}",
            _ => "empirical",
        };
        var bounds = (length.Min == 1 ? "" : $", min: {length.Min}") + (length.Max == 1 << 20 ? "" : $", max: {length.Max}");
        if (length is not EmpiricalLength empirical)
        {
            text.Append(CultureInfo.InvariantCulture, $"{key}: {{ kind: {kind}{bounds} }}\n");
            return;
        }
        text.Append(CultureInfo.InvariantCulture, $"{key}:\n  kind: {kind}\n");
        if (length.Min != 1) text.Append(CultureInfo.InvariantCulture, $"  min: {length.Min}\n");
        if (length.Max != 1 << 20) text.Append(CultureInfo.InvariantCulture, $"  max: {length.Max}\n");
        AppendList(text, "quantiles", empirical.Quantiles.Select(value => Round(value, 2)));
    }

    static void AppendList(StringBuilder text, string key, IEnumerable<double> values)
    {
        var rows = values.Select(value => value.ToString(CultureInfo.InvariantCulture)).Chunk(20).Select(row => string.Join(", ", row));
        text.Append("  ").Append(key).Append(": [").AppendJoin(",\n    ", rows).Append("]\n");
    }

    static double Round(double value, int decimals) => Math.Round(value, decimals);

    // Plain where every reader takes it as text, else quoted as JSON is, which YAML reads alike.
    static string Scalar(string text)
    {
        var isPlain = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || " ,.-()/+'".Contains(c, StringComparison.Ordinal)) && text[^1] != ' ';
        return isPlain ? text : "\"" + JsonEncodedText.Encode(text) + "\"";
    }
}
