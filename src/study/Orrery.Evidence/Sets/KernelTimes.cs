using Orrery.Hardware;

namespace Orrery.Evidence;

/// <summary>Times of single kernels, predicted by the fit of their accelerator's architecture.</summary>
sealed class KernelTimes(string name, IReadOnlyList<string> columns, Func<MeasuredRow, AcceleratorSpec, IEnumerable<KernelSample>> read) : IEvidenceSet
{
    public string Name => name;

    public IReadOnlyList<string> Columns => columns;

    public void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings)
    {
        foreach (var sample in KernelTables.Read(table, read, systems, findings))
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
