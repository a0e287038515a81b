using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of a group of layers.</summary>
static class LayerKeys
{
    public const int Most = 10_000;

    public static readonly Key<int> Count = Keys.Int("count", "Layers of this kind, one after the other.", new Bound(1, Most)).Or(1);
    public static readonly Key<int> Repeat = Keys.Int("repeat", "Times that the list of groups is repeated.", new Bound(1, Most)).Required();
    public static readonly Key<MixerSpec> Attention = new("attention", "What mixes tokens; keys over those that the model's groups share.", new LooseShape<MixerSpec>(MixerKeys.Shape));
    public static readonly Key<FeedForwardSpec> FeedForward = new("feed-forward", "What transforms each token; keys over those that the model's groups share.", new LooseShape<FeedForwardSpec>(FeedForwardKeys.Shape));
    public static readonly Key<ImmutableArray<Node>> Layers = Keys.List("layers", "The groups that are repeated.", new LayerNodeShape(), 1).Required();

    public static readonly KeyTable GroupTable = new("layer-group", "So many layers of one kind.", Count, Attention, FeedForward);

    public static readonly KeyTable RepeatTable = new("layer-repeat", "A list of groups, so many times.", Repeat, Layers);
}

/// <summary>A group of layers as it stands in the text: read by <see cref="LayerReader"/>, which knows what the groups share.</summary>
sealed record LayerNodeShape : Shape<Node>
{
    public override string Words => "a group of layers such as { count: 32, attention: { … }, feed-forward: { … } }";

    public override IEnumerable<KeyTable> Tables => [LayerKeys.GroupTable, LayerKeys.RepeatTable];

    public override bool TryRead(Node node, Reading reading, string path, out Node value)
    {
        value = node;
        return true;
    }

    public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray(tables.Reference(LayerKeys.GroupTable), tables.Reference(LayerKeys.RepeatTable)) };
}
