using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of how prompts are handed from one pool of engines to another.</summary>
static class HandOffKeys
{
    public static readonly Key<BytesPerSecond> Send = Keys.Quantity<BytesPerSecond>("send", "Rate at which the cache leaves an engine that computes prompts.", Bound.Positive).OtherwiseAs("the scale-out links of its devices");
    public static readonly Key<BytesPerSecond> Receive = Keys.Quantity<BytesPerSecond>("receive", "Rate at which caches reach an engine that generates.", Bound.Positive).OtherwiseAs("the scale-out links of its devices");
    public static readonly Key<Seconds> Latency = Keys.Quantity<Seconds>("latency", "From the first byte that leaves to the first that arrives.", Bound.AtLeast(0)).OtherwiseAs("that of the link");
    public static readonly Key<int> LocalTokens = Keys.Int("local-tokens", "Prompts with no more tokens to compute are computed where the rest is generated.", Bound.AtLeast(0)).Or(0);

    public static readonly KeyTable Table = new("hand-off", "How prompts go from the engines that computed them to those that generate.", Send, Receive, Latency, LocalTokens);
}
