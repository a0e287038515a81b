using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>A piece of a YAML text and where it stands. A merge of two texts keeps the places of both.</summary>
abstract record Node(SourceSpan At)
{
    /// <summary>What a message calls it.</summary>
    public abstract string Kind { get; }
}

/// <summary>A single value.</summary>
/// <param name="Text">Its text, quotes removed.</param>
/// <param name="IsPlain">Whether it was written without quotes.</param>
/// <param name="At">Where.</param>
sealed record Scalar(string Text, bool IsPlain, SourceSpan At) : Node(At)
{
    /// <summary>The source in force where it was written; null where there is none.</summary>
    public Provenance? Source { get; init; }

    /// <summary>Whether it is YAML's nothing: empty, <c>~</c> or <c>null</c>, not quoted.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null";

    /// <inheritdoc/>
    public override string Kind => "a single value";
}

/// <summary>A list.</summary>
sealed record Sequence(ImmutableArray<Node> Items, SourceSpan At) : Node(At)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A mapping, its keys in the order written.</summary>
sealed record Mapping(ImmutableArray<MappingEntry> Entries, SourceSpan At) : Node(At)
{
    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <summary>The value of a key, or null.</summary>
    public Node? this[string key]
    {
        get
        {
            foreach (var entry in Entries)
                if (entry.Key.Text == key) return entry.Value;
            return null;
        }
    }

    /// <summary>The mapping without some keys.</summary>
    public Mapping Without(params ReadOnlySpan<string> keys)
    {
        var kept = ImmutableArray.CreateBuilder<MappingEntry>(Entries.Length);
        foreach (var entry in Entries)
            if (!keys.Contains(entry.Key.Text)) kept.Add(entry);
        return this with { Entries = kept.DrainToImmutable() };
    }

    /// <summary>The mapping with a key set: in its place where there is one, else at the end.</summary>
    public Mapping With(Scalar key, Node value)
    {
        for (var i = 0; i < Entries.Length; i++)
            if (Entries[i].Key.Text == key.Text) return this with { Entries = Entries.SetItem(i, new(key, value)) };
        return this with { Entries = Entries.Add(new(key, value)) };
    }
}

/// <summary>A key and its value.</summary>
readonly record struct MappingEntry(Scalar Key, Node Value);
