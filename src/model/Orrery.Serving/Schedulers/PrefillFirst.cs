using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Schedulers;

/// <summary>First come, first served; while a prompt can be computed no sequence decodes (vLLM V0; Orca's separate phases).</summary>
sealed class PrefillFirst : IScheduler
{
    public long Rank(in Request request, int knownTokens, SimTime now) => 0;

    public int PromptTokens(int maxBatchedTokens, int decoding) => maxBatchedTokens;

    public bool PausesDecodes => true;
}
