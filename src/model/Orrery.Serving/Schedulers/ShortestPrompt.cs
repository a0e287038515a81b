using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Schedulers;

/// <summary>The shortest prompt goes first; long ones may starve under load.</summary>
sealed class ShortestPrompt : IScheduler
{
    public long Rank(in Request request, int knownTokens, SimTime now) => knownTokens;

    public int PromptTokens(int maxBatchedTokens, int decoding) => maxBatchedTokens - decoding;

    public bool PausesDecodes => false;
}
