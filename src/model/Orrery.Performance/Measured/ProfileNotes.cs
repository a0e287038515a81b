using System.Globalization;

namespace Orrery.Performance.Measured;

/// <summary>What a profile says about itself beside its tables, in <c>meta.yaml</c> one folder up; empty where there is none.</summary>
sealed class ProfileNotes
{
    const string File = "../meta.yaml";

    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Whether the fit of skew is to be used: the profiler writes the table in any case.</summary>
    public bool SkewIsFitted => !(_values.TryGetValue("skew_fit/enabled", out var enabled) && enabled == "false");

    /// <summary>The skew's share outside the table's buckets; null where it does not say.</summary>
    /// <param name="tensorRanks">The tensor-parallel degree that was measured.</param>
    public double? UsualSkewShare(int tensorRanks) =>
        _values.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"skew_fit/per_tp/{tensorRanks}/alpha_default"), out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Reads nested mappings of scalars by their indentation, which is all of YAML that the profiler writes there; anything else is passed over.</summary>
    public static ProfileNotes Read(Func<string, TextReader?> open)
    {
        var notes = new ProfileNotes();
        using var reader = open(File);
        var path = new Stack<(int Indent, string Name)>();
        while (reader?.ReadLine() is { } line)
        {
            var text = line.Trim();
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || text[0] == '#') continue;
            var indent = line.Length - line.TrimStart().Length;
            while (path.TryPeek(out var top) && top.Indent >= indent) path.Pop();
            path.Push((indent, text[..colon].Trim('\'', '"')));
            if (text[(colon + 1)..].Trim() is { Length: > 0 } value) notes._values[string.Join('/', path.Reverse().Select(static p => p.Name))] = value;
        }
        return notes;
    }
}
