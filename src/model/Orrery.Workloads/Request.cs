using Orrery.Simulation;

namespace Orrery.Workloads;

/// <summary>One request to a model.</summary>
/// <param name="Id">Its place in the traffic, from 0.</param>
/// <param name="Arrival">When it arrives.</param>
/// <param name="InputTokens">Prompt, in tokens; at least 1.</param>
/// <param name="OutputTokens">Tokens that it will generate; at least 1.</param>
/// <param name="Prefix">Identities of the prompt's leading blocks, each standing for everything up to its end; equal identities mean equal prefixes.</param>
/// <param name="PrefixBlockTokens">Tokens that one prefix block stands for; 0 where <paramref name="Prefix"/> is empty.</param>
/// <param name="Session">The conversation it belongs to; -1 where unknown.</param>
/// <param name="Priority">Its class, for schedulers that look at it: the lowest number goes first.</param>
/// <param name="Tenant">Whose it is: a place among <see cref="IRequestSource.Tenants"/>; -1 where unknown.</param>
/// <param name="Adapter">The low-rank adapter that it needs; -1 for the bare model.</param>
public readonly record struct Request(
    long Id, SimTime Arrival, int InputTokens, int OutputTokens,
    ReadOnlyMemory<long> Prefix = default, int PrefixBlockTokens = 0, long Session = -1, int Priority = 0, int Tenant = -1, int Adapter = -1)
{
    /// <summary>
    /// Tokens up to which each identity of <see cref="Prefix"/> stands, ascending, where blocks differ in length; empty where each is <see cref="PrefixBlockTokens"/> long.
    /// They may pass the prompt: what is generated up to there is then findable too, once the request has finished.
    /// </summary>
    public ReadOnlyMemory<int> PrefixEnds { get; init; }

    /// <summary>Tokens of the prompt that an encoder makes from images or sound before they are computed.</summary>
    public int EncoderTokens { get; init; }

    /// <summary>Time that its answer took when its trace was recorded; zero where that is not known.</summary>
    public SimTime Took { get; init; }
}

/// <summary>Requests in order of arrival, one at a time, so that a trace never has to fit in memory.</summary>
public interface IRequestSource
{
    /// <summary>Takes the next request.</summary>
    /// <returns>False at the end of the traffic.</returns>
    bool TryNext(out Request request);

    /// <summary>Names of the tenants that have sent requests so far, or are known to.</summary>
    IReadOnlyList<string> Tenants => [];
}
