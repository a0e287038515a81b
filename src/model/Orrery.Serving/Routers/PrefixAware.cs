using System.Numerics;
using Orrery.Serving.Engines;
using Orrery.Workloads;

namespace Orrery.Serving.Routers;

/// <summary>
/// The replica with most of the prompt in its prefix cache; the least loaded where that is too little, or where loads have drifted apart. The rule and its
/// thresholds are those of SGLang's cache-aware router.
/// </summary>
sealed class PrefixAware : IRouter
{
    const double LeastShare = 0.3;
    const int MostDifference = 64;
    const double MostRatio = 1.5;

    /// <summary>Tells where prefixes are without asking each replica; null where they are asked.</summary>
    public PrefixHolders? Holders { get; set; }

    public int Choose(in Request request, ReadOnlySpan<IReplica> replicas)
    {
        var (least, low, high) = (0, int.MaxValue, 0);
        for (var i = 0; i < replicas.Length; i++)
        {
            var load = replicas[i].Unfinished;
            if (load < low) (least, low) = (i, load);
            if (load > high) high = load;
        }
        if (high - low > MostDifference && high > MostRatio * low) return least;
        var best = Holders is null ? Ask(request, replicas, out var cached) : Find(request, replicas, out cached);
        return cached >= LeastShare * request.InputTokens ? best : least;
    }

    // The least loaded of those with most of the prompt, the first of equals.
    static int Ask(in Request request, ReadOnlySpan<IReplica> replicas, out int cached)
    {
        var best = 0;
        cached = -1;
        for (var i = 0; i < replicas.Length; i++)
        {
            var tokens = replicas[i].CachedTokens(request);
            if (tokens < cached || (tokens == cached && replicas[i].Unfinished >= replicas[best].Unfinished)) continue;
            (best, cached) = (i, tokens);
        }
        return best;
    }

    int Find(in Request request, ReadOnlySpan<IReplica> replicas, out int cached)
    {
        cached = Holders!.Longest(request, out var holders);
        var (best, load) = (0, int.MaxValue);
        if (cached == 0) return best;
        for (var word = 0; word < holders.Length; word++)
        {
            for (var bits = holders[word]; bits != 0; bits &= bits - 1)
            {
                var i = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (replicas[i].Unfinished < load) (best, load) = (i, replicas[i].Unfinished);
            }
        }
        return best;
    }
}
