using System.Collections.Immutable;

namespace Orrery.Workloads.Architectures;

/// <summary>A run of equal layers.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Count">How many.</param>
public readonly record struct LayerRun(LayerSpec Layer, int Count);

/// <summary>A list of runs, and how often it repeats: an alternation of windowed and full layers, say.</summary>
/// <param name="Repeat">Times.</param>
/// <param name="Runs">What repeats.</param>
public readonly record struct LayerGroup(int Repeat, ImmutableArray<LayerRun> Runs)
{
    const int LongestPattern = 32;

    /// <summary>Groups layers in order, each time by the shortest pattern that covers most.</summary>
    public static ImmutableArray<LayerGroup> Of(ImmutableArray<LayerSpec> layers)
    {
        var groups = ImmutableArray.CreateBuilder<LayerGroup>();
        for (var start = 0; start < layers.Length;)
        {
            var (pattern, repeat) = (1, Repeats(layers, start, 1));
            for (var length = 2; length <= LongestPattern; length++)
            {
                var times = Repeats(layers, start, length);
                if (times >= 2 && length * times > pattern * repeat) (pattern, repeat) = (length, times);
            }
            groups.Add(pattern == 1
                ? new(1, [new(layers[start], repeat)])
                : new(repeat, RunsOf(layers.AsSpan(start, pattern))));
            start += pattern * repeat;
        }
        return groups.ToImmutable();
    }

    static int Repeats(ImmutableArray<LayerSpec> layers, int start, int length)
    {
        var end = start + length;
        while (end < layers.Length && layers[end] == layers[end - length]) end++;
        return (end - start) / length;
    }

    static ImmutableArray<LayerRun> RunsOf(ReadOnlySpan<LayerSpec> layers)
    {
        var runs = ImmutableArray.CreateBuilder<LayerRun>();
        foreach (var layer in layers)
        {
            if (runs.Count > 0 && runs[^1].Layer == layer) runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else runs.Add(new(layer, 1));
        }
        return runs.ToImmutable();
    }
}
