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

    public int Choose(in Request request, ReadOnlySpan<IReplica> replicas)
    {
        var (least, most, best, cached) = (0, 0, 0, -1);
        for (var i = 0; i < replicas.Length; i++)
        {
            if (replicas[i].Unfinished < replicas[least].Unfinished) least = i;
            if (replicas[i].Unfinished > replicas[most].Unfinished) most = i;
            var tokens = replicas[i].CachedTokens(request);
            if (tokens < cached || (tokens == cached && replicas[i].Unfinished >= replicas[best].Unfinished)) continue;
            (best, cached) = (i, tokens);
        }
        var (low, high) = (replicas[least].Unfinished, replicas[most].Unfinished);
        var balanced = high - low <= MostDifference || high <= MostRatio * low;
        return balanced && cached >= LeastShare * request.InputTokens ? best : least;
    }
}
