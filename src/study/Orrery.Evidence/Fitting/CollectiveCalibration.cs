using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Evidence;

/// <summary>Fits the library's collectives over the links of architectures to tables of measured ones.</summary>
static class CollectiveCalibration
{
    // Fewer measurements than this tell no parameters.
    const int FewestPoints = 20;

    /// <summary>The fits of every architecture that has some, by its name.</summary>
    public static Dictionary<string, ImmutableArray<CollectiveFit>> Fit(Func<string, TextReader?> open, EvidenceSystems systems)
        => Groups(open, systems).Where(group => group.Length >= FewestPoints)
            .AsParallel().AsOrdered().Select(group => (group[0].Accelerator.Calibration!.Name, Fit: CollectiveFitter.Fit(group)))
            .GroupBy(fitted => fitted.Name)
            .ToDictionary(family => family.Key, family => family.Select(fitted => fitted.Fit).OrderBy(fit => fit.Kind).ThenBy(fit => fit.Link, StringComparer.Ordinal).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>Every collective predicted by a fit that has not seen it.</summary>
    public static IEnumerable<UnseenPrediction> CrossValidate(Func<string, TextReader?> open, EvidenceSystems systems)
        => Groups(open, systems).AsParallel().AsOrdered().SelectMany(Unseen);

    static IEnumerable<UnseenPrediction> Unseen(CollectiveSample[] samples)
    {
        foreach (var (name, held, rest) in KernelFolds.Of(samples, sample => sample.Shape, sample => sample.Accelerator.Name))
        {
            if (rest.Length < FewestPoints) continue;
            var calibration = new CalibrationSpec { Name = "", Kernels = [], Collectives = [CollectiveFitter.Fit(rest) with { Devices = int.MaxValue }] };
            var interval = ErrorInterval.Of([.. rest.Select(sample => sample.Point(sample.Predict(calibration)))]);
            foreach (var point in held.Select(sample => sample.Point(sample.Predict(calibration)))) yield return new(name, point, interval.Holds(point));
        }
    }

    static List<CollectiveSample[]> Groups(Func<string, TextReader?> open, EvidenceSystems systems)
    {
        var samples = new List<CollectiveSample>();
        foreach (var table in CollectiveTable.All)
        {
            using var text = open(table.File);
            if (text is not null) samples.AddRange(table.Read(MeasuredTable.Read(table.File, text, [.. table.Columns]), systems, new(table.Name)).Where(table.IsFitted));
        }

        return
        [
            .. samples.Where(sample => sample.Seconds > 0 && sample.Accelerator.Calibration is not null)
                .GroupBy(sample => (sample.Accelerator.Calibration!.Name, sample.Link.Technology, sample.Kind))
                .Select(group => group.ToArray()),
        ];
    }
}
