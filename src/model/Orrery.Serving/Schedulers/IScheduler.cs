using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Schedulers;

/// <summary>Decides whom an engine serves first. The engine keeps the rules of memory: what fits, and whom it preempts.</summary>
public interface IScheduler
{
    /// <summary>Place among the waiting: the lowest goes first, equals in order of arrival.</summary>
    /// <param name="request">The request.</param>
    /// <param name="knownTokens">Its prompt, and after a preemption also what it had generated.</param>
    /// <param name="now">The instant at which its place is asked for.</param>
    long Rank(in Request request, int knownTokens, SimTime now);

    /// <summary>Whether a rank may rise while a request waits. It may never fall: the engine asks again only for the request that would be next.</summary>
    bool RanksRise => false;

    /// <summary>Prompt tokens that a step may compute.</summary>
    /// <param name="maxBatchedTokens">Tokens that a step may carry.</param>
    /// <param name="decoding">Tokens of the sequences that decode in the same step; 0 where <see cref="PausesDecodes"/>.</param>
    int PromptTokens(int maxBatchedTokens, int decoding);

    /// <summary>Whether a step that computes prompts leaves decoding sequences out.</summary>
    bool PausesDecodes { get; }
}
