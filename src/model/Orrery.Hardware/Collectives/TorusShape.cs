namespace Orrery.Hardware.Collectives;

/// <summary>Lays devices out on a torus.</summary>
static class TorusShape
{
    /// <summary>The lengths of the axes whose product is <paramref name="ranks"/> and whose sum is least, longest first.</summary>
    public static int[] Of(int ranks, int axes)
    {
        if (axes == 1) return [ranks];
        int[]? best = null;
        for (var length = 1; length <= ranks; length++)
        {
            if (ranks % length != 0) continue;
            int[] shape = [length, .. Of(ranks / length, axes - 1)];
            if (best is null || shape.Sum() < best.Sum()) best = shape;
        }
        Array.Sort(best!, (a, b) => b - a);
        return best!;
    }
}
