namespace Orrery.Evidence;

/// <summary>Times of single kernels, predicted by the fit of their accelerator's architecture.</summary>
sealed class KernelTimes(KernelTable kernels) : IEvidenceSet
{
    public string Name => kernels.Name;

    public IReadOnlyList<string> Columns => kernels.Columns;

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var sample in KernelTables.Read(table, kernels, systems, findings))
        {
            if (sample.Accelerator.Calibration?.Find(sample.Kind, sample.Format, sample.Release) is not { } fit)
            {
                findings.Skip($"{sample.Accelerator.Name} has no calibration of {sample.Kind.ToString().ToLowerInvariant()}");
                continue;
            }

            findings.Add(sample.Point(fit));
        }
    }
}
