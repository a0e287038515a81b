using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of engines that only encode images and sound.</summary>
static class EncodeKeys
{
    public static readonly Key<int> Count = Keys.Int("count", "How many accelerators: each is an engine by itself.", new(1, 1 << 20)).Or(1);
    public static readonly Key<int> MaxBatchedTokens = Keys.Int("max-batched-tokens", "Tokens that an engine makes in a batch at most; a request with more is a batch by itself.", Bound.AtLeast(1)).Or(8192);
    public static readonly Key<BytesPerSecond> Send = Keys.Quantity<BytesPerSecond>("send", "Rate at which embeddings leave an engine.", Bound.Positive).OtherwiseAs("the scale-out link of its device, or those of an engine that computes prompts where they are slower");
    public static readonly Key<Seconds> Latency = Keys.Quantity<Seconds>("latency", "From the first byte that leaves to the first that arrives.", Bound.AtLeast(0)).OtherwiseAs("that of the link");

    public static readonly Key<CatalogAccelerator> Accelerator = new Key<CatalogAccelerator>("accelerator", "The accelerator.", AcceleratorKeys.Shape).OtherwiseAs("the system's");
    public static readonly Key<NodeSpec> Node = new Key<NodeSpec>("node", "The host.", NodeKeys.Shape).OtherwiseAs("the accelerator's");
    public static readonly Key<PerformanceMode> Mode = Keys.Enum<PerformanceMode>("mode", "How optimistic the timing is.").OtherwiseAs("the system's");

    public static readonly KeyTable Table = new("encode", "Engines that only run the model's `encoder`, of the same or of another accelerator.",
        Accelerator, Count, Node, Mode, MaxBatchedTokens, Send, Latency);
}
