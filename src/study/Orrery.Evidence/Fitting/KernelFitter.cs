using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>Fits the few parameters of a kind of kernel to measured ones: least mean of |log(predicted / measured)|, which no outlier moves far.</summary>
static class KernelFitter
{
    // One number of the search for each parameter that a kind has: logarithms of times and ratios, logits of shares.
    enum Parameter
    {
        Launch,
        Depth,
        Compute,
        Memory,
        Activations,
        Unit,
        Padding,
        Elsewhere,
        Cache,
    }

    /// <summary>The fit of samples of one kind and format.</summary>
    public static KernelFit Fit(KernelKind kind, NumberFormat format, IReadOnlyList<KernelSample> samples)
    {
        var parameters = Parameters(kind, format);
        KernelFit Of(double[] x) => parameters.Index().Aggregate(new KernelFit { Kind = kind, Format = kind == KernelKind.AllReduce ? "" : format.Name, Compute = kind == KernelKind.DecodeAttention ? 0.6 : 1 },
            (fit, p) => With(fit, p.Item, x[p.Index]));
        var (best, _) = NelderMead.Minimise(x => Loss(Of(x), samples), [.. parameters.Select(parameter => Start(parameter, kind))]);
        (best, _) = NelderMead.Minimise(x => Loss(Of(x), samples), best, step: 0.15);
        var result = Rounded(Of(best));
        var errors = samples.Select(sample => Math.Abs(sample.Predict(result) / sample.Seconds - 1)).Order().ToArray();
        return result with { Points = samples.Count, Residual = Math.Round(ErrorStatistics.Quantile(errors, 0.5), 3) };
    }

    static double Loss(KernelFit fit, IReadOnlyList<KernelSample> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples) sum += Math.Abs(Math.Log(sample.Predict(fit) / sample.Seconds));
        return sum / samples.Count;
    }

    static Parameter[] Parameters(KernelKind kind, NumberFormat format) => kind switch
    {
        KernelKind.MatMul when format.Bits == 16 => [Parameter.Launch, Parameter.Depth, Parameter.Compute, Parameter.Memory],
        KernelKind.MatMul => [Parameter.Launch, Parameter.Depth, Parameter.Compute, Parameter.Memory, Parameter.Activations],
        KernelKind.Experts => [Parameter.Launch, Parameter.Compute, Parameter.Memory, Parameter.Activations, Parameter.Padding, Parameter.Elsewhere],
        KernelKind.PrefillAttention or KernelKind.PrefillLatent => [Parameter.Launch, Parameter.Compute, Parameter.Activations, Parameter.Depth, Parameter.Cache],
        KernelKind.DecodeAttention => [Parameter.Launch, Parameter.Memory, Parameter.Unit],
        KernelKind.DecodeLatent => [Parameter.Launch, Parameter.Compute, Parameter.Memory, Parameter.Unit],
        KernelKind.Exchange or KernelKind.BulkExchange => [Parameter.Launch, Parameter.Memory],
        _ => [Parameter.Launch, Parameter.Memory, Parameter.Unit],
    };

    static double Start(Parameter parameter, KernelKind kind) => parameter switch
    {
        Parameter.Launch => Math.Log(5e-6),
        Parameter.Depth => Math.Log(kind == KernelKind.MatMul ? 0.2e-9 : 5e-9),
        Parameter.Unit => Math.Log(5e-9),
        Parameter.Padding => Math.Log(16),
        Parameter.Elsewhere => -1,
        Parameter.Compute => 0.8,
        Parameter.Memory => 1.8,
        _ => 0,
    };

    static KernelFit With(KernelFit fit, Parameter parameter, double x) => parameter switch
    {
        Parameter.Launch => fit with { Launch = new(Math.Exp(x)) },
        Parameter.Depth => fit with { Depth = new(Math.Exp(x)) },
        Parameter.Unit => fit with { Unit = new(Math.Exp(x)) },
        Parameter.Padding => fit with { Padding = Math.Exp(x) },
        Parameter.Activations => fit with { Activations = Math.Exp(x) },
        Parameter.Elsewhere => fit with { Elsewhere = 1 / (1 + Math.Exp(-x)) },
        Parameter.Cache => fit with { Cache = Math.Exp(x) },
        Parameter.Compute => fit with { Compute = 1 / (1 + Math.Exp(-x)) },
        _ => fit with { Memory = 1 / (1 + Math.Exp(-x)) },
    };

    // Three digits are more than the residuals bear.
    static KernelFit Rounded(KernelFit fit) => fit with
    {
        Launch = new(Round(fit.Launch.Value)),
        Depth = new(fit.Depth.Value < 1e-12 ? 0 : Round(fit.Depth.Value)),
        Unit = new(fit.Unit.Value < 1e-11 ? 0 : Round(fit.Unit.Value)),
        Padding = fit.Padding < 0.05 ? 0 : Round(fit.Padding),
        Activations = fit.Activations < 0.01 ? 0 : Round(fit.Activations),
        Elsewhere = fit.Elsewhere < 0.005 ? 0 : Round(fit.Elsewhere),
        Cache = fit.Cache < 0.01 ? 0 : Round(fit.Cache),
        Compute = Round(fit.Compute),
        Memory = Round(fit.Memory),
    };

    /// <summary>A number to three digits.</summary>
    public static double Round(double value)
    {
        if (value <= 0) return 0;
        var scale = Math.Pow(10, Math.Floor(Math.Log10(value)) - 2);
        return Math.Round(value / scale) * scale;
    }
}
