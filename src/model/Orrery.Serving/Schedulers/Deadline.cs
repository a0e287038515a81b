using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Schedulers;

/// <summary>Chunked prefill by the deadline of the first token, the earliest first; requests that have missed theirs go after all that can still meet it.</summary>
/// <remarks>
/// The deadline is the arrival and the bound of <see cref="RequestBounds.Ttft"/>; without a bound nobody is ever late. One bound holds for all, so that
/// deadlines come in the order of arrivals. A preempted request whose first token is out has no deadline left and goes first, as it did when it was admitted.
/// Under load the late starve for as long as others are in time: that is how this policy saves those that can be saved.
/// </remarks>
sealed class Deadline(RequestBounds bounds) : IScheduler
{
    const long Begun = 0, InTime = 1, Late = 2;

    readonly long _bound = bounds.Ttft is { } ttft ? SimTime.FromSeconds(ttft.Value).Picoseconds : long.MaxValue;

    public long Rank(in Request request, int knownTokens, SimTime now) =>
        knownTokens > request.InputTokens ? Begun : now.Picoseconds - request.Arrival.Picoseconds <= _bound ? InTime : Late;

    public bool RanksRise => true;

    public int PromptTokens(int maxBatchedTokens, int decoding) => maxBatchedTokens - decoding;

    public bool PausesDecodes => false;
}
