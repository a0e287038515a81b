namespace Orrery.Evidence;

/// <summary>Times of a library's collectives, predicted by the fit of their link, or by the model of the network where there is none.</summary>
sealed class LibraryCollectives(CollectiveTable collectives) : IEvidenceSet
{
    public string Name => collectives.Name;

    public string File => collectives.File;

    public IReadOnlyList<string> Columns => collectives.Columns;

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var sample in collectives.Read(table, systems, findings)) findings.Add(sample.Point(sample.Predict(sample.Accelerator.Calibration)));
    }
}
