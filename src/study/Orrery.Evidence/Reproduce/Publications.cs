using System.Collections.Immutable;

namespace Orrery.Evidence;

/// <summary>The publications whose figures are set beside ours.</summary>
public static class Publications
{
    /// <summary>All of them, in the order they are shown.</summary>
    public static ImmutableArray<IPublication> All { get; } =
    [
        new MemoryChallenges(),
        new HybridHbmHbf(),
        new HighBandwidthFlash(),
        new Liminal(),
        new ReasoningProcessor(),
        new ProcessingNearMemory(),
        new LibraryTuning(),
        new InterconnectLatency(),
        new ModelSizes(),
        new DieCosts(),
        new LlmInAFlash(),
        new AgentRoofline(),
        new AiMemoryWall(),
        new ConstantMemoryAgents(),
        new LinearMatching(),
    ];
}
