namespace Orrery.Scenarios;

/// <summary>Finds the known name that somebody most likely meant.</summary>
static class Nearest
{
    const int LongestWord = 64;

    /// <summary>The known name within a third of the word's length in edits, or one that the word is a part of; null where none is near.</summary>
    public static string? Name(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord) return null;
        var folded = word.ToLowerInvariant().Replace('_', '-');
        string? best = null, containing = null;
        var bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (var name in known)
        {
            if (name.Length > LongestWord) continue;
            var distance = Distance(folded, name.ToLowerInvariant());
            if (distance < bestDistance) (best, bestDistance) = (name, distance);
            if (containing is null && folded.Length >= 3 && name.Contains(folded, StringComparison.OrdinalIgnoreCase)) containing = name;
        }
        return best ?? containing;
    }

    /// <summary>A hint: the name most likely meant, else all there are where they are few.</summary>
    public static string? Hint(string word, IReadOnlyCollection<string> known)
    {
        if (Name(word, known) is { } near) return $"did you mean '{near}'?";
        return known.Count switch
        {
            0 => null,
            <= 24 => "known: " + string.Join(", ", known),
            _ => "known: " + string.Join(", ", known.Take(24)) + $" and {known.Count - 24} more",
        };
    }

    // Levenshtein's distance with neighbouring letters swapped counted once (optimal string alignment).
    static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        var row = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last, row) = (last, row, beforeLast);
        }
        return last[^1];
    }
}
