using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>A memory tier: a part of the catalog times a count, with what is given beside it in place of the product.</summary>
sealed record TierShape : Shape<MemoryTierSpec>
{
    public override string Words => "a mapping such as { part: hbm3-stack, count: 5 }";

    public override IEnumerable<KeyTable> Tables => [MemoryKeys.TierTable];

    public override bool TryRead(Node node, Reading reading, string path, out MemoryTierSpec value)
    {
        value = null!;
        if (node is not Mapping mapping)
        {
            reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be {Words}; it is {node.Kind}", "for more memory write memory: { add: NAME, count: N }");
            return false;
        }
        var given = mapping;
        if (mapping["part"] is Scalar part)
        {
            if (reading.Catalog.Entry(CatalogKind.Memories, part.Text, part.At, reading.Diagnostics) is not { } memory) return false;
            if (given[StackKeys.Stack.Name] is not null) memory = memory.Without(StackKeys.Follow);
            mapping = Merge.Over(memory.Without("name", "title", "tier", "part", "count"), mapping);
        }
        var firstNumber = reading.Numbers.Count;
        var shape = new TableShape<MemoryTierSpec>(() => MemoryKeys.TierTable, reader => Bind(reader, given, firstNumber));
        return shape.TryRead(mapping, reading, path, out value);
    }

    /// <summary>A memory of the catalog by itself.</summary>
    public static readonly EntryShape<MemoryTierSpec> Part = new(CatalogKind.Memories, () => MemoryKeys.PartTable, BindPart);

    static MemoryTierSpec BindPart(MappingReader reader)
    {
        reader.TryGet(MemoryKeys.Name, out _);
        reader.TryGet(MemoryKeys.Title, out _);
        return Fill(Expand(reader, MemoryKeys.PartTable), reader.Get(MemoryKeys.Tier) ?? reader.Get(MemoryKeys.Name) ?? "memory", _ => 1);
    }

    static MemoryTierSpec Bind(MappingReader reader, Mapping given, int firstNumber)
    {
        reader.TryGet(MemoryKeys.Part, out _);
        var count = reader.Has(MemoryKeys.Part) ? Math.Max(1, reader.Get(MemoryKeys.Count)) : 1;
        if (reader.Has(MemoryKeys.Count) && !reader.Has(MemoryKeys.Part))
            reader.Diagnostics.Error(DiagnosticRules.BadTier, reader.At(MemoryKeys.Count), $"'{reader.Path}' has a count and no part to count", "name a part, or remove the count");
        int Times(Key key) => given[key.Name] is null ? count : 1;
        var tier = Fill(Expand(reader, MemoryKeys.TierTable), "", Times, count, given[ProcessingKeys.Processing.Name] as Mapping); // named by its accelerator
        ShowProducts(reader, Times, firstNumber);
        return tier;
    }

    static MappingReader Expand(MappingReader reader, KeyTable table) => FlashArrayKeys.Expand(StackKeys.Expand(reader, table), table);

    static void ShowProducts(MappingReader reader, Func<Key, int> times, int firstNumber)
    {
        var numbers = reader.Reading.Numbers;
        foreach (var key in MemoryKeys.Multiplied)
        {
            var at = numbers.FindIndex(firstNumber, n => n.Path == reader.PathOf(key));
            if (at >= 0 && times(key) > 1) numbers[at] = numbers[at] with { Text = $"{times(key)} × {numbers[at].Text}" };
        }
    }

    static MemoryTierSpec Fill(MappingReader reader, string name, Func<Key, int> times, int count = 1, Mapping? ownEngines = null)
    {
        var low = reader.Get(MemoryKeys.EmbodiedLow);
        if (reader.Find(MemoryKeys.UnloadedLatency) is { } idle && idle > reader.Get(MemoryKeys.Latency))
            reader.Diagnostics.Error(DiagnosticRules.BadLatency, reader.At(MemoryKeys.UnloadedLatency), $"'{reader.PathOf(MemoryKeys.UnloadedLatency)}' is {idle}, more than the {reader.Get(MemoryKeys.Latency)} under load", "raise 'latency', which is that under load, or lower this one");
        var tier = new MemoryTierSpec
        {
            Name = name,
            Technology = reader.Get(MemoryKeys.Technology) ?? "",
            Capacity = reader.Get(MemoryKeys.Capacity) * times(MemoryKeys.Capacity),
            ReadBandwidth = reader.Get(MemoryKeys.ReadBandwidth) * times(MemoryKeys.ReadBandwidth),
            WriteBandwidth = reader.Find(MemoryKeys.WriteBandwidth) is { } write ? write * times(MemoryKeys.WriteBandwidth) : null,
            Latency = reader.Get(MemoryKeys.Latency),
            UnloadedLatency = reader.Find(MemoryKeys.UnloadedLatency),
            AccessSize = reader.Get(MemoryKeys.AccessSize),
            MaxInFlight = reader.Find(MemoryKeys.MaxInFlight) is { } inFlight ? inFlight * times(MemoryKeys.MaxInFlight) : null,
            RandomReads = Rates(reader, times(MemoryKeys.RandomReads)),
            MaxOutstanding = reader.Find(MemoryKeys.MaxOutstanding) * times(MemoryKeys.MaxOutstanding),
            PrefetchBuffer = reader.Find(MemoryKeys.PrefetchBuffer) is { } buffer ? buffer * times(MemoryKeys.PrefetchBuffer) : null,
            PrefetchLead = reader.Find(MemoryKeys.PrefetchLead),
            WeightPiece = reader.Find(MemoryKeys.WeightPiece),
            Efficiency = reader.Get(MemoryKeys.Efficiency),
            Path = reader.Get(MemoryKeys.Path),
            ReadEnergy = reader.Get(MemoryKeys.ReadEnergy),
            WriteEnergy = reader.Find(MemoryKeys.WriteEnergy),
            IdlePower = reader.Get(MemoryKeys.IdlePower) * times(MemoryKeys.IdlePower),
            Writable = reader.Get(MemoryKeys.Writable),
            EnduranceCycles = reader.Find(MemoryKeys.EnduranceCycles),
            WriteAmplification = reader.Get(MemoryKeys.WriteAmplification),
            Price = reader.Get(MemoryKeys.Price),
            EmbodiedLow = low,
            EmbodiedHigh = reader.Find(MemoryKeys.EmbodiedHigh) ?? low,
        };
        return reader.TryGet(ProcessingKeys.Processing, out var engines) ? engines.On(tier, count, key => ownEngines?[key.Name] is null ? count : 1) : tier;
    }

    static ImmutableArray<RandomReadRate> Rates(MappingReader reader, int times)
    {
        if (!reader.TryGet(MemoryKeys.RandomReads, out var rates)) return [];
        if (rates.CountBy(static rate => rate.Size).FirstOrDefault(static size => size.Value > 1) is { Value: > 1, Key: var twice })
            reader.Diagnostics.Error(DiagnosticRules.SaidTwice, reader.At(MemoryKeys.RandomReads), $"'{reader.PathOf(MemoryKeys.RandomReads)}' gives the rate of reads of {twice} more than once", "keep one");
        return [.. rates.OrderBy(static rate => rate.Size.Value).Select(rate => rate with { Bandwidth = rate.Bandwidth * times })];
    }

    public override JsonObject Schema(SchemaTables tables) => tables.Reference(MemoryKeys.TierTable);
}
