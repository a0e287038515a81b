using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

/// <summary>The stack's own source with one mistake in it, compiled anew.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Find">What stands in the source, once.</param>
/// <param name="Replace">What stands there instead.</param>
sealed record Mutant(string Name, string Find, string Replace)
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("a pop that came late believes that it was counted", "var seen = Announce(batch, StackBatch<T>.Pop);\n            if (seen < 0) continue;", "var seen = Announce(batch, StackBatch<T>.Pop) & long.MaxValue;"),
        new("a push without a slot stays in its batch", "if (number >= batch.Pushes)", "if (number > batch.Pushes)"),
        new("more pushes are counted than there are slots", "Math.Min(StackBatch<T>.PushesOf(announced), batch.Slots.Length)", "StackBatch<T>.PushesOf(announced)"),
        new("one push too many is eliminated", "if (number < batch.Pops)", "if (number <= batch.Pops)"),
        new("one pop too many is eliminated", "if (number < batch.Pushes)", "if (number <= batch.Pushes)"),
        new("nobody combines pushes", "if (number == batch.Pops) ApplyPushes", "if (number == batch.Pops + 1) ApplyPushes"),
        new("every pop combines", "if (number == batch.Pushes) ApplyPops(shard, batch);\n            else Await(batch, StackBatch<T>.Applied);", "ApplyPops(shard, batch);"),
        new("a combined pop takes its neighbour's item", "for (var i = batch.Pushes; i < number", "for (var i = batch.Pushes + 1; i < number"),
        new("a combiner takes one item too few", "TakeChain(batch.Pops - batch.Pushes)", "TakeChain(batch.Pops - batch.Pushes - 1)"),
        new("a combiner takes one item too many", "for (var i = 1; i < count && rest", "for (var i = 0; i < count && rest"),
        new("pushes are told before they are applied", "        while (!TryPushChain(top, bottom)) _yield.Wait(ref spinner);\n        _yield.Reach(StackStep.Update);\n        Finish(shard, batch);", "        Finish(shard, batch);\n        while (!TryPushChain(top, bottom)) _yield.Wait(ref spinner);"),
        new("pops are told before they are applied", "        batch.Taken = TakeChain(", "        Finish(shard, batch);\n        batch.Taken = TakeChain("),
        new("a slot is read before it is written", "if (Volatile.Read(ref batch.Slots[number]) is { } node) return node;", "return batch.Slots[number]!;"),
        new("a batch is used again", "return new(_options.Capacity ??", "batch.Announced = 0;\n            return batch ?? new(_options.Capacity ??"),
        new("counting and sealing are two steps", "var announced = Interlocked.Or(ref batch.Announced, StackBatch<T>.Seal);", "var announced = batch.Announced; _yield.Reach(StackStep.Update); batch.Announced = announced | StackBatch<T>.Seal;"),
        new("a batch is frozen before it is counted", "        var announced = Interlocked.Or(", "        Volatile.Write(ref batch.Stage, StackBatch<T>.Frozen);\n        _yield.Reach(StackStep.Update);\n        var announced = Interlocked.Or("),
        new("a pop does not wait for the freezer", "else Await(batch, StackBatch<T>.Frozen);\n\n            if (number < batch.Pushes)", "if (number < batch.Pushes)"),
        new("a push does not wait for its combiner", "else Await(batch, StackBatch<T>.Applied);\n            _yield.Reach(StackStep.CombinedPush);", "_yield.Reach(StackStep.CombinedPush);"),
        new("the successor is never installed", "Volatile.Write(ref shard.Batch, Successor(shard, batch));", "Successor(shard, batch);"),
        new("a push overwrites the top", "if (Interlocked.CompareExchange(ref _top.Value, top, under) == under) return true;", "_top.Value = top;\n        if (_open >= 0) return true;"),
        new("a direct pop does not care whether it won", "if (Interlocked.CompareExchange(ref _top.Value, top.Next, top) == top) return true;", "_top.Value = top.Next;\n        if (_open >= 0) return true;"),
        new("a batch that needs no combiner never ends", "if (batch.Pushes == batch.Pops) Finish(shard, batch);", "if (false) Finish(shard, batch);"),
        new("a shard is never done", "Volatile.Write(ref shard.Done, batch.Number + 1);", ""),
        new("a chain is hung up by its top", "bottom.Next = under;", "top.Next = under;"),
    ];

    /// <summary>A maker of stacks with the mistake.</summary>
    public Func<ShardingOptions, ControlledYield, IConcurrentStack<long>> Compile()
    {
        var tree = Path.Combine(Testing.Repository.Root, "src", "foundation", "Orrery.Concurrency");
        var files = new[] { "StackNode.cs", "Padding.cs" }.Select(f => Path.Combine(tree, f)).Concat(Directory.GetFiles(Path.Combine(tree, "Sharding"), "*.cs").Where(f => Path.GetFileName(f) is not "ShardingOptions.cs"));
        var texts = files.Select(file => File.ReadAllText(file).ReplaceLineEndings("\n")).ToArray();
        Assert.Equal(1, texts.Sum(text => text.Split(Find).Length - 1));
        var compilation = CSharpCompilation.Create(
            $"Mutant {Guid.NewGuid():N}",
            texts.Append("global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading;").Select(text => CSharpSyntaxTree.ParseText(text.Replace(Find, Replace))),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        var type = new AssemblyLoadContext(Name, isCollectible: true).LoadFromStream(image).GetType("Orrery.Concurrency.ShardedCombiningStack`2", throwOnError: true)!.MakeGenericType(typeof(long), typeof(ControlledYield));
        return (options, yield) => (IConcurrentStack<long>)Activator.CreateInstance(type, options, yield)!;
    }

    static MetadataReference[] References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Collections.dll" or "System.Collections.Concurrent.dll" or "System.Threading.dll" or "System.Linq.dll")
            .Append(typeof(ShardingOptions).Assembly.Location).Distinct(StringComparer.Ordinal).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public override string ToString() => Name;
}
