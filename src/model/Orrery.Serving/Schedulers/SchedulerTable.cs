using System.Collections.Immutable;

namespace Orrery.Serving.Schedulers;

/// <summary>A scheduler that a scenario can name.</summary>
/// <param name="Name">Its name in <see cref="ServingSpec.Scheduler"/>.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Create">Makes one for an engine.</param>
public sealed record SchedulerEntry(string Name, string Summary, Func<IScheduler> Create);

/// <summary>The schedulers there are.</summary>
public static class SchedulerTable
{
    /// <summary>Every scheduler, the default first.</summary>
    public static ImmutableArray<SchedulerEntry> All { get; } =
    [
        new("chunked-prefill", "First come, first served; prompts in chunks beside decodes (vLLM V1).", static () => new ChunkedPrefill()),
        new("prefill-first", "First come, first served; decodes wait while prompts are computed (vLLM V0).", static () => new PrefillFirst()),
        new("shortest-prompt", "Chunked prefill that admits the shortest waiting prompt first.", static () => new ShortestPrompt()),
    ];

    /// <summary>Makes the scheduler of a name.</summary>
    /// <exception cref="ArgumentException">No scheduler has that name.</exception>
    public static IScheduler Create(string name) => (All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException($"There is no scheduler '{name}'; there are {string.Join(", ", All.Select(static e => e.Name))}.", nameof(name))).Create();
}
