namespace Orrery.Evidence;

/// <summary>A file of measurements that we know how to predict.</summary>
public interface IEvidenceSet
{
    /// <summary>Its short name: that of the file without extension.</summary>
    string Name { get; }

    /// <summary>The file within the folder of measurements.</summary>
    string File => Name + ".csv";

    /// <summary>Columns that the file must have.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Predicts every row.</summary>
    /// <param name="table">The file.</param>
    /// <param name="systems">Models of systems.</param>
    /// <param name="findings">Receives points, and why rows have none.</param>
    void Predict(MeasuredTable table, EvidenceSystems systems, EvidenceFindings findings);
}

/// <summary>Points of one set as they are found, and rows that have none with the reason.</summary>
/// <param name="set">The set.</param>
public sealed class EvidenceFindings(string set)
{
    readonly Dictionary<string, int> _unmapped = new(StringComparer.Ordinal);

    /// <summary>The set.</summary>
    public string Set { get; } = set;

    /// <summary>Points found so far.</summary>
    public List<EvidencePoint> Points { get; } = [];

    /// <summary>Rows without a point, by reason.</summary>
    public IEnumerable<Unmapped> Unmapped => _unmapped.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Unmapped(Set, pair.Key, pair.Value));

    /// <summary>A row has no point.</summary>
    public void Skip(string reason) => _unmapped[reason] = _unmapped.GetValueOrDefault(reason) + 1;

    /// <summary>Adds a point whose numbers are both positive; else counts it as unusable.</summary>
    public void Add(EvidencePoint point)
    {
        if (point.Measured > 0 && double.IsFinite(point.Measured) && point.Predicted > 0 && double.IsFinite(point.Predicted)) Points.Add(point);
        else Skip("the measured number is not positive");
    }
}
