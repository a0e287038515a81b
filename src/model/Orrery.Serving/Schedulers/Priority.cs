using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Schedulers;

/// <summary>Chunked prefill by class, as vLLM's <c>priority</c> policy has it: the lowest number first, within a class first come, first served.</summary>
/// <remarks>
/// A class starves for as long as those before it fill the engine; nobody's priority rises with time. Classes decide who is admitted, not who is preempted:
/// the one admitted last loses its cache, whatever its class.
/// </remarks>
sealed class Priority : IScheduler
{
    public long Rank(in Request request, int knownTokens, SimTime now) => request.Priority;

    public int PromptTokens(int maxBatchedTokens, int decoding) => maxBatchedTokens - decoding;

    public bool PausesDecodes => false;
}
