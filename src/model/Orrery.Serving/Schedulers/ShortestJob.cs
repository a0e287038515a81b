using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Schedulers;

/// <summary>Chunked prefill that admits the fewest tokens, prompt and output together, first.</summary>
/// <remarks>An oracle: no engine knows an output's length in advance, so this bounds what a predictor of lengths can bring. Long requests may starve under load.</remarks>
sealed class ShortestJob : IScheduler
{
    public long Rank(in Request request, int knownTokens, SimTime now) => (long)request.InputTokens + request.OutputTokens;

    public int PromptTokens(int maxBatchedTokens, int decoding) => maxBatchedTokens - decoding;

    public bool PausesDecodes => false;
}
