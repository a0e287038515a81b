using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Evidence;

/// <summary>Fits the few parameters of a collective over a link to measured ones, as <see cref="KernelFitter"/> does those of kernels.</summary>
static class CollectiveFitter
{
    /// <summary>The fit of samples of one kind over one link.</summary>
    public static CollectiveFit Fit(IReadOnlyList<CollectiveSample> samples)
    {
        var (kind, link) = (samples[0].Kind, samples[0].Link);
        var groups = samples.GroupBy(sample => (sample.Accelerator.Name, sample.Ranks)).Select(group => group.ToArray()).ToArray();
        var bus = link.Topology == Topology.Bus;
        // A message between two has one way; what many devices share is the bus, and what they copy shows on a switch.
        CollectiveFit Of(double[] x)
        {
            var fit = new CollectiveFit
            {
                Kind = kind,
                Link = link.Technology,
                Launch = new(Math.Exp(x[0])),
                Step = new(Math.Exp(x[1])),
                Fast = Share(x[2]),
                Devices = samples.Max(sample => sample.Ranks),
            };
            return kind == Collective.PointToPoint ? fit : fit with
            {
                Start = new(Math.Exp(x[3])),
                BulkStep = new(Math.Exp(x[4])),
                Bulk = Share(x[5]),
                Copy = bus ? 0 : Math.Exp(x[6]),
                Sharing = bus ? Math.Exp(x[6]) : 0,
            };
        }

        // Two valleys: one where latency is that of every step, and one where it is that of the call and the first protocol is slow.
        double[][] starts = [[Math.Log(5e-6), Math.Log(1e-6), -1.4, Math.Log(10e-6), Math.Log(5e-6), 1.6, -1], [Math.Log(5e-6), Math.Log(0.3e-6), -4, Math.Log(6e-6), Math.Log(0.3e-6), 1.6, -1]];
        if (kind == Collective.PointToPoint) starts = [[Math.Log(5e-6), Math.Log(1e-6), 1.6], [Math.Log(2e-6), Math.Log(12e-6), 1.6]];
        var (best, _) = starts.Select(start =>
        {
            var (near, _) = NelderMead.Minimise(x => Loss(Of(x), groups), start, iterations: 800);
            return NelderMead.Minimise(x => Loss(Of(x), groups), near, step: 0.15, iterations: 800);
        }).MinBy(end => end.Value);
        var result = Rounded(Of(best));
        var errors = samples.Select(sample => Math.Abs(result.Over(sample.Link, sample.Ranks)(sample.Bytes) / sample.Seconds - 1)).Order().ToArray();
        return result with { Points = samples.Count, Residual = Math.Round(ErrorStatistics.Quantile(errors, 0.5), 3) };
    }

    static double Share(double x) => 1 / (1 + Math.Exp(-x));

    static double Loss(CollectiveFit fit, CollectiveSample[][] groups)
    {
        var (sum, count) = (0.0, 0);
        foreach (var group in groups)
        {
            var seconds = fit.Over(group[0].Link, group[0].Ranks);
            foreach (var sample in group) sum += Math.Abs(Math.Log(seconds(sample.Bytes) / sample.Seconds));
            count += group.Length;
        }

        return sum / count;
    }

    static CollectiveFit Rounded(CollectiveFit fit) => fit with
    {
        Launch = Time(fit.Launch.Value),
        Step = Time(fit.Step.Value),
        Fast = KernelFitter.Round(fit.Fast),
        Start = Time(fit.Start.Value),
        BulkStep = Time(fit.BulkStep.Value),
        Bulk = KernelFitter.Round(fit.Bulk),
        Copy = fit.Copy < 0.005 ? 0 : KernelFitter.Round(fit.Copy),
        Sharing = fit.Sharing < 0.005 ? 0 : KernelFitter.Round(fit.Sharing),
    };

    static Units.Seconds Time(double seconds) => new(seconds < 1e-8 ? 0 : KernelFitter.Round(seconds));
}
