using System.Collections.Immutable;
using Orrery.Performance;
using Orrery.Performance.Measured;
using Orrery.Testing;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Reference;

/// <summary>Layer tables and engines that were measured.</summary>
static class Measured
{
    public static readonly ModelSpec Llama8B = Model("llama-3.1-8b", hidden: 4096, layers: 32, heads: 32, kvHeads: 8, new DenseSpec { Width = 14336 });
    public static readonly ModelSpec Qwen30B = Model("qwen3-30b-a3b", hidden: 2048, layers: 48, heads: 32, kvHeads: 4, new ExpertsSpec { Experts = 128, TopK = 8, Width = 768 });

    /// <summary>A timer from a profile's folder, one table left out where asked.</summary>
    public static MeasuredTimer Timer(string profile, MeasuredEngine engine, string without = "")
    {
        var problems = new List<TableProblem>();
        var tables = LayerTables.Read(file => file != without && Path.Combine(Repository.Shared!, profile, file) is var path && File.Exists(path) ? new StreamReader(path) : null, problems);
        Assert.Empty(problems);
        return new MeasuredTimer(tables!, engine);
    }

    static ModelSpec Model(string name, int hidden, int layers, int heads, int kvHeads, FeedForwardSpec feedForward) => new()
    {
        Name = name,
        Title = name,
        Hidden = hidden,
        Vocabulary = 128_256,
        ContextLength = 131_072,
        Layers = [.. Enumerable.Repeat(new LayerSpec(new AttentionSpec { Heads = heads, KvHeads = kvHeads, HeadDim = 128 }, feedForward), layers)],
    };
}
