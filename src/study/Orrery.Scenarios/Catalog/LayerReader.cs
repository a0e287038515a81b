using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Scenarios;

/// <summary>Lays out the layers of a model.</summary>
/// <param name="reading">What the reading gathers.</param>
/// <param name="sharedAttention">Attention that groups share; null where there is none.</param>
/// <param name="sharedFeedForward">Feed-forward part that groups share; null where there is none.</param>
sealed class LayerReader(Reading reading, Node? sharedAttention, Node? sharedFeedForward)
{
    readonly Dictionary<LayerSpec, LayerSpec> _kinds = [];
    readonly HashSet<Reach> _reaches = [];
    bool _overflowed;

    /// <summary>Every layer in order; layers of one kind share one object.</summary>
    public ImmutableArray<LayerSpec> Read(ImmutableArray<Node> groups, string path)
    {
        var layers = ReadAll(groups, path);
        if (_reaches.Count > ReachLimits.Reaches)
            reading.Diagnostics.Error(DiagnosticRules.TooManyReaches, groups[0].At, $"the layers have {_reaches.Count} different reaches; there may be {ReachLimits.Reaches}", "use fewer lengths of windows and chunks");
        return [.. layers];
    }

    List<LayerSpec> ReadAll(ImmutableArray<Node> groups, string path)
    {
        var layers = new List<LayerSpec>();
        for (var i = 0; i < groups.Length; i++)
        {
            var itemPath = $"{path}[{i}]";
            if (groups[i] is not Mapping mapping)
            {
                reading.Diagnostics.Error(DiagnosticRules.WrongNode, groups[i].At, $"'{itemPath}' should be a group of layers; it is {groups[i].Kind}", "write { count: 32, attention: { … }, feed-forward: { … } }");
                continue;
            }
            var group = mapping[LayerKeys.Repeat.Name] is null && mapping[LayerKeys.Layers.Name] is null ? ReadGroup(mapping, itemPath, out var times) : ReadRepeat(mapping, itemPath, out times);
            Append(layers, group, times, mapping.At);
        }
        return layers;
    }

    List<LayerSpec> ReadRepeat(Mapping mapping, string path, out int times)
    {
        var reader = new MappingReader(mapping, LayerKeys.RepeatTable, reading, path);
        times = reader.Get(LayerKeys.Repeat);
        var layers = ReadAll(reader.Get(LayerKeys.Layers), reader.PathOf(LayerKeys.Layers));
        reader.Done();
        return layers;
    }

    List<LayerSpec> ReadGroup(Mapping mapping, string path, out int times)
    {
        var reader = new MappingReader(mapping, LayerKeys.GroupTable, reading, path);
        times = reader.Get(LayerKeys.Count);
        var mixer = Part(reader, LayerKeys.Attention, sharedAttention, MixerKeys.Shape);
        var feedForward = Part(reader, LayerKeys.FeedForward, sharedFeedForward, FeedForwardKeys.Shape);
        reader.Done();
        if (mixer is null || feedForward is null) return [];
        _reaches.UnionWith(KvFootprint.ReachesOf(mixer));
        var layer = new LayerSpec(mixer, feedForward);
        if (!_kinds.TryAdd(layer, layer)) layer = _kinds[layer];
        return [layer];
    }

    T? Part<T>(MappingReader reader, Key<T> key, Node? shared, Shape<T> shape) where T : class
    {
        var own = reader.Mapping[key.Name];
        var whole = shared is Mapping below && own is Mapping over ? Merge.Nested(below, over) : own ?? shared;
        if (whole is not null) return shape.TryRead(whole, reading, reader.PathOf(key), out var value) ? value : null;
        reading.Diagnostics.Error(DiagnosticRules.MissingKey, reader.Mapping.At, $"'{reader.PathOf(key)}' is missing", $"give '{key.Name}' in the group, or once for all groups at the top of the model");
        return null;
    }

    void Append(List<LayerSpec> layers, List<LayerSpec> group, int times, SourceSpan at)
    {
        if (_overflowed) return;
        if ((long)layers.Count + ((long)group.Count * times) > LayerKeys.Most)
        {
            _overflowed = true;
            reading.Diagnostics.Error(DiagnosticRules.TooManyLayers, at, $"the model has more than {LayerKeys.Most} layers", "check 'count' and 'repeat'");
            return;
        }
        for (var i = 0; i < times; i++) layers.AddRange(group);
    }
}
