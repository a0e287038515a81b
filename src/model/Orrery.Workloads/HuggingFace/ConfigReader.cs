using System.Text.Json;

namespace Orrery.Workloads.HuggingFace;

/// <summary>Reads keys of a JSON object, collecting what is wrong with them. A key that is null counts as absent.</summary>
sealed class ConfigReader(JsonElement root, string path, List<ConfigProblem> problems, List<string> notes)
{
    /// <summary>Values taken for absent keys: defaults of the family's configuration class.</summary>
    public IReadOnlyDictionary<string, int> Defaults { get; init; } = new Dictionary<string, int>();

    public List<string> Notes => notes;

    public ConfigReader WithDefaults(IReadOnlyDictionary<string, int> defaults) => new(root, path, problems, notes) { Defaults = defaults };

    public bool Has(string key) => Find(key) is not null;

    /// <summary>The whole number of the first of several names that is present.</summary>
    public int? Int(int min, int max, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } value) return Whole(value, name, min, max);
        }
        foreach (var name in names)
        {
            if (!Defaults.TryGetValue(name, out var value)) continue;
            notes.Add($"{PathOf(name)} is not given; its family's default is {value}.");
            return value;
        }
        return null;
    }

    /// <summary>The same, and a problem where none is present.</summary>
    public int Required(int min, int max, params ReadOnlySpan<string> names)
    {
        var before = problems.Count;
        if (Int(min, max, names) is { } value) return value;
        if (problems.Count == before)
            problems.Add(new("ORR2102", PathOf(names[0]), $"{string.Join(" or ", names.ToArray().Select(static n => $"'{n}'"))} is missing."));
        return min;
    }

    public bool Flag(string name, bool otherwise)
    {
        switch (Find(name)?.ValueKind)
        {
            case null: return otherwise;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            default:
                Wrong(name, "true or false");
                return otherwise;
        }
    }

    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Wrong(name, "text");
        return null;
    }

    /// <summary>A list of whole numbers; null where absent.</summary>
    public List<int>? Ints(string name) =>
        List(name, "a list of whole numbers", JsonValueKind.Number)?.ConvertAll(v => Whole(v, name, int.MinValue, int.MaxValue) ?? 0);

    /// <summary>A list of texts; null where absent.</summary>
    public List<string>? Texts(string name) => List(name, "a list of texts", JsonValueKind.String)?.ConvertAll(static v => v.GetString()!);

    /// <summary>An object below this one; null where absent.</summary>
    public ConfigReader? Child(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return new ConfigReader(value, PathOf(name), problems, notes);
        Wrong(name, "an object");
        return null;
    }

    /// <summary>The objects below this one, whatever their keys.</summary>
    public IEnumerable<ConfigReader> Children() =>
        from property in root.EnumerateObject()
        where property.Value.ValueKind == JsonValueKind.Object
        select new ConfigReader(property.Value, PathOf(property.Name), problems, notes);

    public void Problem(string id, string name, string message, string? hint = null) => problems.Add(new(id, PathOf(name), message, hint));

    JsonElement? Find(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    List<JsonElement>? List(string name, string expected, JsonValueKind kind)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == kind)) return [.. value.EnumerateArray()];
        Wrong(name, expected);
        return null;
    }

    int? Whole(JsonElement value, string name, int min, int max)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || number != Math.Floor(number))
        {
            Wrong(name, "a whole number");
            return null;
        }
        if (number >= min && number <= max) return (int)number;
        Problem("ORR2104", name, $"'{name}' is {number}; it must be from {min} to {max}.");
        return null;
    }

    void Wrong(string name, string expected) => Problem("ORR2103", name, $"'{name}' must be {expected}.");

    string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
