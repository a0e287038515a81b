namespace Orrery.Performance.Measured;

/// <summary>Attention of one layer, in microseconds: by prompt tokens and decodes, and for each such pair by the tokens that prompts and decodes have cached.</summary>
sealed class AttentionTable
{
    readonly double[] _chunks;
    readonly double[] _decodes;
    readonly Plane[] _planes; // rows of equal chunk

    public AttentionTable(IReadOnlyCollection<AttentionPoint> points)
    {
        _chunks = [.. points.Select(static p => p.Chunk).Distinct().Order()];
        _decodes = [.. points.Select(static p => p.Decodes).Distinct().Order()];
        var measured = points.GroupBy(static p => (p.Chunk, p.Decodes))
            .ToDictionary(static g => g.Key, static g => new Plane([.. g.Select(static p => (p.CachedPrompt, p.CachedDecode, p.Microseconds))]));
        // Not every pair is measured (no step has 2,048 prompt tokens and 256 decodes): the nearest pair stands in.
        _planes = [.. from chunk in _chunks from decodes in _decodes select measured.TryGetValue((chunk, decodes), out var plane) ? plane : Nearest(measured, chunk, decodes)];
    }

    public double At(double chunk, double cachedPrompts, double decodes, double cachedDecodes)
    {
        var (i, u) = Grid.Bracket(_chunks, chunk);
        var (j, v) = Grid.Bracket(_decodes, decodes);
        var low = Row(i, j, v, cachedPrompts, cachedDecodes);
        return u == 0 ? low : Grid.Between(u, low, Row(i + 1, j, v, cachedPrompts, cachedDecodes));
    }

    double Row(int i, int j, double v, double cachedPrompts, double cachedDecodes)
    {
        var low = _planes[i * _decodes.Length + j].At(cachedPrompts, cachedDecodes);
        return v == 0 ? low : Grid.Between(v, low, _planes[i * _decodes.Length + j + 1].At(cachedPrompts, cachedDecodes));
    }

    static Plane Nearest(Dictionary<(double Chunk, double Decodes), Plane> measured, double chunk, double decodes) =>
        measured.MinBy(p => Math.Abs(p.Key.Chunk - chunk) + Math.Abs(p.Key.Decodes - decodes)).Value;
}

/// <summary>One row of the attention table.</summary>
readonly record struct AttentionPoint(double Chunk, double CachedPrompt, double Decodes, double CachedDecode, double Microseconds);
