namespace Orrery.Workloads.Architectures;

/// <summary>
/// How many tokens attention sees. Tokens of a sequence are counted from 1: the token at position p attends to itself and
/// to the p−1 before it that its <see cref="Reach"/> lets it see. All in closed form.
/// </summary>
public static class ReachMath
{
    /// <summary>
    /// Tokens that the token at a position attends to, itself included. A chunk is full at its last token and begins again at 1: ((p−1) mod chunk) + 1.
    /// </summary>
    /// <param name="reach">How far back it sees.</param>
    /// <param name="position">From 1; 0 (nothing yet) gives 0.</param>
    public static long Attended(Reach reach, long position) => reach.Kind switch
    {
        ReachKind.Window or ReachKind.Picked => Math.Min(position, reach.Tokens),
        ReachKind.Chunk => position == 0 ? 0 : (position - 1) % reach.Tokens + 1,
        _ => position,
    };

    /// <summary>Tokens that must be cached once the token at a position is computed: those it attends to, or could have been picked.</summary>
    public static long Kept(Reach reach, long position) => reach.Kind == ReachKind.Picked ? position : Attended(reach, position);

    /// <summary>Pairs of a new token and a token it attends to, for <paramref name="tokens"/> new ones after <paramref name="computed"/>: Σ attended(computed + i), i from 1 to tokens.</summary>
    public static long Pairs(Reach reach, long computed, long tokens) =>
        PairsUpTo(reach, computed + tokens) - PairsUpTo(reach, computed);

    /// <summary>Distinct tokens whose keys and values <paramref name="tokens"/> new tokens after <paramref name="computed"/> read, themselves included. Tokens next to each other are taken to pick the same ones but for themselves.</summary>
    public static long Read(Reach reach, long computed, long tokens) => tokens == 0 ? 0 : tokens + reach.Kind switch
    {
        ReachKind.Window or ReachKind.Picked => Math.Min(computed, reach.Tokens - 1),
        ReachKind.Chunk => computed % reach.Tokens,
        _ => computed,
    };

    static long PairsUpTo(Reach reach, long position)
    {
        switch (reach.Kind)
        {
            case ReachKind.Window or ReachKind.Picked:
                var rising = Math.Min(position, reach.Tokens);
                return Triangle(rising) + (position - rising) * reach.Tokens;
            case ReachKind.Chunk:
                var (chunks, rest) = Math.DivRem(position, reach.Tokens);
                return chunks * Triangle(reach.Tokens) + Triangle(rest);
            default:
                return Triangle(position);
        }
    }

    static long Triangle(long n) => n * (n + 1) / 2;
}
