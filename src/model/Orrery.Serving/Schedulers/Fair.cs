using Orrery.Serving.Front;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Schedulers;

/// <summary>Chunked prefill that admits the tenant with the least service over its share first, within a tenant first come, first served (Sheng et al., OSDI 2024).</summary>
/// <remarks>
/// Service is what was done, prompts computed again included. Of two tenants that both keep requests waiting, neither gets ahead by more than twice the larger of the
/// longest prompt and a full batch of outputs, weighted (their Theorem 4.4). A decode step counts as one token of each sequence, also where drafts that stand make it more.
/// </remarks>
sealed class Fair(FairnessSpec fairness) : IScheduler
{
    const double Resolution = 64; // ranks are whole numbers; service within a part of a token is equal

    /// <summary>What each tenant has been served.</summary>
    public VirtualTokens Tokens { get; } = new(fairness);

    public long Rank(in Request request, int knownTokens, SimTime now) => (long)(Tokens.Served(request.Tenant) * Resolution);

    public bool RanksRise => true;

    public int PromptTokens(int maxBatchedTokens, int decoding) => maxBatchedTokens - decoding;

    public bool PausesDecodes => false;
}
