using System.Collections.Immutable;
using Orrery.Hardware;

namespace Orrery.Evidence;

/// <summary>Fits architectures to tables of measured kernels.</summary>
public static class KernelCalibration
{
    // Fewer measurements than this tell no parameters.
    const int FewestPoints = 30;

    /// <summary>The architecture that stands in where another has no measurements of a kind.</summary>
    const string Stand = "hopper";

    /// <summary>Fits every architecture that accelerators of the catalog name and the folder has kernels of.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">The catalog's accelerators.</param>
    /// <exception cref="EvidenceException">The folder holds no table of kernels.</exception>
    public static ImmutableArray<CalibrationSpec> Fit(Func<string, TextReader?> open, EvidenceSystems systems)
    {
        var samples = Samples(open, systems);
        if (samples.Count == 0) throw new EvidenceException("the folder holds no table of kernels", "known are " + string.Join(", ", KernelTables.All.Select(table => table.Name + ".csv")));
        var collectives = CollectiveCalibration.Fit(open, systems);
        var fitted = samples.Where(sample => sample.Accelerator.Calibration is not null)
            .GroupBy(sample => sample.Accelerator.Calibration!.Name)
            .OrderBy(family => family.Key, StringComparer.Ordinal)
            .Select(family => new CalibrationSpec
            {
                Name = family.Key,
                Kernels = [.. family.GroupBy(sample => (sample.Kind, Format: sample.Format.Name))
                    .OrderBy(group => group.Key.Kind).ThenBy(group => group.Key.Format, StringComparer.Ordinal)
                    .SelectMany(group => OfKind([.. group]))],
                Collectives = collectives.GetValueOrDefault(family.Key, []),
            })
            .ToImmutableArray();
        return WithStand(fitted);
    }

    /// <summary>Every kernel predicted by a fit that has not seen it, the library's collectives included; none where the folder holds no table of them.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">The catalog's accelerators.</param>
    public static ImmutableArray<UnseenPrediction> CrossValidate(Func<string, TextReader?> open, EvidenceSystems systems)
        =>
        [
            .. Samples(open, systems).Where(sample => sample.Accelerator.Calibration is not null)
                .GroupBy(sample => (sample.Accelerator.Calibration!.Name, sample.Kind, sample.Format.Name, VersionOf(sample)))
                .AsParallel().AsOrdered().SelectMany(group => KernelFolds.Predict([.. group], FewestPoints)),
            .. CollectiveCalibration.CrossValidate(open, systems),
        ];

    /// <summary>The kernels of a folder's tables, on accelerators of the catalog.</summary>
    internal static List<KernelSample> Samples(Func<string, TextReader?> open, EvidenceSystems systems)
    {
        var samples = new List<KernelSample>();
        foreach (var table in KernelTables.All)
        {
            using var text = open(table.Name + ".csv");
            if (text is not null) samples.AddRange(KernelTables.Read(MeasuredTable.Read(table.Name + ".csv", text, table.Columns), table, systems, new(table.Name)));
        }

        return samples;
    }

    /// <summary>The fits of one kind and format: the newest version's, then those of older ones.</summary>
    internal static IEnumerable<KernelFit> OfKind(IReadOnlyCollection<KernelSample> samples)
    {
        var first = samples.First();
        return from version in samples.GroupBy(VersionOf).OrderByDescending(version => version.Key, Comparer<string>.Create(CompareVersions)).Index()
               where version.Item.Count() >= FewestPoints
               let fit = KernelFitter.Fit(first.Kind, first.Format, [.. version.Item])
               select version.Index == 0 ? fit : fit with { Version = version.Item.Key };
    }

    // Engines replace their attention kernels, and what they do around them, from version to version: a fifth to three quarters of the time on one
    // device. Other kinds differ by no more than their shapes do.
    static string VersionOf(KernelSample sample) => sample.Kind is KernelKind.PrefillAttention or KernelKind.DecodeAttention ? sample.Release : "";

    static int CompareVersions(string a, string b)
        => Version.TryParse(a.AsSpan(a.IndexOf(' ') + 1), out var x) && Version.TryParse(b.AsSpan(b.IndexOf(' ') + 1), out var y) ? x.CompareTo(y) : StringComparer.Ordinal.Compare(a, b);

    // Kinds that an architecture has no measurements of are those of the one that has most.
    static ImmutableArray<CalibrationSpec> WithStand(ImmutableArray<CalibrationSpec> fitted)
    {
        var stand = fitted.FirstOrDefault(calibration => calibration.Name == Stand);
        return stand is null ? fitted : [.. fitted.Select(calibration => calibration with
        {
            Kernels = [.. calibration.Kernels, .. stand.Kernels.Where(fit => fit.Version.Length == 0 && calibration.Kernels.All(own => own.Kind != fit.Kind)).Select(fit => fit with { Points = 0, Residual = 2 * fit.Residual })],
        })];
    }
}
