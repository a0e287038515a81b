using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>Reads the keys of one mapping by its table. Problems are reported, never thrown; what cannot be read is as if it were not given.</summary>
/// <param name="mapping">The mapping.</param>
/// <param name="table">The keys it may have.</param>
/// <param name="reading">Where problems and numbers go.</param>
/// <param name="path">Its own path, empty for an entry.</param>
sealed class MappingReader(Mapping mapping, KeyTable table, Reading reading, string path)
{
    /// <summary>The mapping read.</summary>
    public Mapping Mapping => mapping;

    /// <summary>What the reading gathers.</summary>
    public Reading Reading => reading;

    /// <summary>Where problems go.</summary>
    public DiagnosticBag Diagnostics => reading.Diagnostics;

    /// <summary>The mapping's path.</summary>
    public string Path => path;

    /// <summary>Whether the key is given.</summary>
    public bool Has(Key key) => mapping[key.Name] is not null;

    /// <summary>The place of a key's value, or of the mapping where it is not given.</summary>
    public SourceSpan At(Key key) => mapping[key.Name]?.At ?? mapping.At;

    /// <summary>The key's value, or its default. A required key that is missing is reported.</summary>
    public T Get<T>(Key<T> key) => TryGet(key, out var value) ? value : key.Default!;

    /// <summary>The key's value, or null.</summary>
    public T? Find<T>(Key<T> key) where T : struct => TryGet(key, out var value) ? value : null;

    /// <summary>Reads a key's value where it is given.</summary>
    public bool TryGet<T>(Key<T> key, out T value)
    {
        value = default!;
        RequireOwn(key);
        if (mapping[key.Name] is { } node) return key.Takes.TryRead(node, reading, PathOf(key), out value);
        if (key.IsRequired)
            Diagnostics.Error(DiagnosticRules.MissingKey, mapping.At, $"'{PathOf(key)}' is missing", $"add '{key.Name}: …', {key.Takes.Words}: {LowerFirst(key.Description)}");
        return false;
    }

    /// <summary>The path of a key.</summary>
    public string PathOf(Key key) => path.Length == 0 ? key.Name : $"{path}.{key.Name}";

    /// <summary>Reports the keys that the table does not know.</summary>
    public void Done()
    {
        foreach (var (key, _) in mapping.Entries)
        {
            if (Array.Exists(table.Keys, k => k.Name == key.Text)) continue;
            var where = path.Length == 0 ? $"in this {table.Name}" : $"in '{path}'";
            Diagnostics.Error(DiagnosticRules.UnknownKey, key.At, $"unknown key '{Quote.Short(key.Text)}' {where}", Nearest.Hint(key.Text, [.. table.Keys.Select(k => k.Name)]));
        }
    }

    void RequireOwn(Key key)
    {
        if (!Array.Exists(table.Keys, k => ReferenceEquals(k, key))) throw new InvalidOperationException($"'{key.Name}' is read from '{table.Name}', whose table does not list it.");
    }

    static string LowerFirst(string text) => text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
