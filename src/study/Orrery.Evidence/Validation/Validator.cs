using System.Collections.Immutable;

namespace Orrery.Evidence;

/// <summary>Sets our predictions beside measurements.</summary>
public static class Validator
{
    /// <summary>The sets that are known, in the order that reports show them.</summary>
    public static ImmutableArray<IEvidenceSet> Sets { get; } =
    [
        new ServingRuns(), new PromptAndTokenTimes(), new OfflineBatches(), new BatchPower(),
        .. KernelTables.All.Concat(OtherKernelTables.All).Select(kernels => new KernelTimes(kernels)), .. CollectiveTable.All.Select(collectives => new LibraryCollectives(collectives)),
    ];

    /// <summary>The files that the sets are read from, in words.</summary>
    public static string Files => string.Join(", ", Sets.Select(set => set.File).Distinct(StringComparer.Ordinal));

    /// <summary>Predicts whatever a folder holds of the known sets.</summary>
    /// <param name="open">Opens a file of the folder by name; null where it is not there.</param>
    /// <param name="systems">Models of systems.</param>
    /// <param name="unseen">Whether engines' overheads are also fitted without the runs that are then predicted: at random, by whole model, by whole system.</param>
    /// <param name="runs">Runs of engines to be simulated; null for none.</param>
    /// <exception cref="EvidenceException">A file cannot be used, or the folder holds none.</exception>
    public static ValidationReport OfFolder(Func<string, TextReader?> open, EvidenceSystems systems, bool unseen = false, EngineRuns? runs = null)
    {
        var found = new List<EvidenceFindings>();
        foreach (var set in Sets)
        {
            if (MeasuredTable.Of(set, open) is not { } table) continue;
            var findings = new EvidenceFindings(set.Name);
            set.Predict(table, systems, findings);
            found.Add(findings);
        }

        if (found.Count == 0 && runs is not { HasProfiles: true }) throw new EvidenceException("the folder holds none of the known files", $"known are {Files}");
        var report = Report(found) with
        {
            Unseen = unseen ? [.. EngineCalibration.CrossValidate(open, systems), .. LaunchCalibration.CrossValidate(open, systems), .. PowerCalibration.CrossValidate(open, systems)] : [],
            UnseenKernels = unseen ? KernelCalibration.CrossValidate(open, systems) : [],
        };
        return runs?.Evaluate() is var (rows, without) ? report with { Runs = rows, Unmapped = [.. report.Unmapped, .. without] } : report;
    }

    /// <summary>Predicts the published figures that come with the program: a few rows of each set, with their sources.</summary>
    public static ValidationReport OfPublished(EvidenceSystems systems)
        => OfFolder(file => typeof(Validator).Assembly.GetManifestResourceStream(file) is { } stream ? new StreamReader(stream) : null, systems, runs: new EngineRuns(systems, null, null));

    static ValidationReport Report(IReadOnlyCollection<EvidenceFindings> found)
        => new() { Points = [.. found.SelectMany(f => f.Points)], Unmapped = [.. found.SelectMany(f => f.Unmapped)] };
}
