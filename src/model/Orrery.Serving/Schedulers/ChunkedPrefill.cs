using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Schedulers;

/// <summary>First come, first served; prompts take, in chunks, the tokens that decodes leave (vLLM V1; Sarathi, arXiv 2308.16369).</summary>
sealed class ChunkedPrefill : IScheduler
{
    public long Rank(in Request request, int knownTokens, SimTime now) => 0;

    public int PromptTokens(int maxBatchedTokens, int decoding) => maxBatchedTokens - decoding;

    public bool PausesDecodes => false;
}
