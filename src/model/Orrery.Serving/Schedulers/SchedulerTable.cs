using System.Collections.Immutable;

namespace Orrery.Serving.Schedulers;

/// <summary>A scheduler that a scenario can name.</summary>
/// <param name="Name">Its name in <see cref="ServingSpec.Scheduler"/>.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Create">Makes one for an engine, which may look at the bounds on a request and at what is fair.</param>
public sealed record SchedulerEntry(string Name, string Summary, Func<RequestBounds, FairnessSpec, IScheduler> Create);

/// <summary>The schedulers there are.</summary>
public static class SchedulerTable
{
    /// <summary>Every scheduler, the default first.</summary>
    public static ImmutableArray<SchedulerEntry> All { get; } =
    [
        new("chunked-prefill", "First come, first served; prompts in chunks beside decodes (vLLM V1).", static (_, _) => new ChunkedPrefill()),
        new("prefill-first", "First come, first served; decodes wait while prompts are computed (vLLM V0).", static (_, _) => new PrefillFirst()),
        new("shortest-prompt", "Chunked prefill that admits the shortest waiting prompt first.", static (_, _) => new ShortestPrompt()),
        new("priority", "Chunked prefill that admits by the requests' priority, the lowest number first; equals first come, first served.", static (_, _) => new Priority()),
        new("shortest-job", "Chunked prefill that admits the fewest tokens of prompt and output first: an oracle, since it knows the output.", static (_, _) => new ShortestJob()),
        new("deadline", "Chunked prefill that admits the earliest deadline of a first token first, and the late last.", static (bounds, _) => new Deadline(bounds)),
        new("fair", "Chunked prefill that admits the tenant with the least service first (virtual token counters).", static (_, fairness) => new Fair(fairness)),
    ];

    /// <summary>Makes the scheduler of a name.</summary>
    /// <exception cref="ArgumentException">No scheduler has that name.</exception>
    public static IScheduler Create(string name, RequestBounds bounds, FairnessSpec? fairness = null) => (All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException($"There is no scheduler '{name}'; there are {string.Join(", ", All.Select(static e => e.Name))}.", nameof(name))).Create(bounds, fairness ?? new());
}
