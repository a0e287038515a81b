using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>A list of values of one shape.</summary>
sealed record ListShape<T>(Shape<T> Item, int Least = 0) : Shape<ImmutableArray<T>>
{
    public override string Words => "a list";

    public override IEnumerable<KeyTable> Tables => Item.Tables;

    public override bool TryRead(Node node, Reading reading, string path, out ImmutableArray<T> value)
    {
        value = [];
        if (node is not Sequence list)
        {
            reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be a list; it is {node.Kind}", "write it as [ a, b ] or one item a line after '- '");
            return false;
        }
        if (list.Items.Length < Least)
        {
            reading.Diagnostics.Error(DiagnosticRules.OutOfBounds, node.At, $"'{path}' has {list.Items.Length} items; it needs at least {Least}", "add items");
            return false;
        }
        var items = ImmutableArray.CreateBuilder<T>(list.Items.Length);
        var good = true;
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (Item.TryRead(list.Items[i], reading, $"{path}[{i}]", out var item)) items.Add(item);
            else good = false;
        }
        value = items.DrainToImmutable();
        return good;
    }

    public override JsonObject Schema(SchemaTables tables)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Item.Schema(tables) };
        if (Least > 0) schema["minItems"] = Least;
        return schema;
    }
}

/// <summary>A mapping with the keys of a table.</summary>
/// <param name="Table">Its keys.</param>
/// <param name="Bind">Makes the value of what was read.</param>
sealed record TableShape<T>(Func<KeyTable> Table, Func<MappingReader, T> Bind) : Shape<T>
{
    public override string Words => "a mapping";

    public override IEnumerable<KeyTable> Tables => [Table()];

    public override bool TryRead(Node node, Reading reading, string path, out T value)
    {
        value = default!;
        if (node is not Mapping mapping)
        {
            reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be a mapping; it is {node.Kind}", KeyHint());
            return false;
        }
        var before = reading.Diagnostics.Reports;
        var reader = new MappingReader(mapping, Table(), reading, path);
        value = Bind(reader);
        reader.Done();
        return reading.Diagnostics.Reports == before;
    }

    public override JsonObject Schema(SchemaTables tables) => tables.Reference(Table());

    string KeyHint() => "its keys: " + string.Join(", ", Table().Keys.Select(k => k.Name));
}

/// <summary>A mapping whose keys are names of the user's choice, or of a closed set, all values of one shape.</summary>
/// <param name="Of">What the names are, e.g. <c>the tier's name</c>.</param>
/// <param name="Value">The shape of the values.</param>
/// <param name="Names">The closed set; null where names are free.</param>
sealed record NamedShape<T>(string Of, Shape<T> Value, ImmutableArray<string>? Names = null) : Shape<ImmutableArray<Named<T>>>
{
    public override string Words => $"a mapping from {Of} to {Value.Words}";

    public override IEnumerable<KeyTable> Tables => Value.Tables;

    public override bool TryRead(Node node, Reading reading, string path, out ImmutableArray<Named<T>> value)
    {
        value = [];
        if (node is not Mapping mapping)
        {
            reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be {Words}; it is {node.Kind}", "write 'name: …', one name a line");
            return false;
        }
        var good = true;
        var items = ImmutableArray.CreateBuilder<Named<T>>(mapping.Entries.Length);
        foreach (var (key, child) in mapping.Entries)
        {
            if (!NameIsGood(key, reading, path)) good = false;
            else if (Value.TryRead(child, reading, $"{path}.{key.Text}", out var item)) items.Add(new(key.Text, item, key.At));
            else good = false;
        }
        value = items.DrainToImmutable();
        return good;
    }

    bool NameIsGood(Scalar key, Reading reading, string path)
    {
        if (Names is { } names)
        {
            if (names.Contains(key.Text)) return true;
            reading.Diagnostics.Error(DiagnosticRules.UnknownKey, key.At, $"unknown key '{Quote.Short(key.Text)}' in '{path}'", Nearest.Hint(key.Text, names));
            return false;
        }
        if (EntryName.IsGood(key.Text)) return true;
        reading.Diagnostics.Error(DiagnosticRules.BadName, key.At, $"'{Quote.Short(key.Text)}' in '{path}' is not a name", EntryName.Rule);
        return false;
    }

    public override JsonObject Schema(SchemaTables tables)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (Names is { } names)
        {
            var properties = new JsonObject();
            foreach (var name in names) properties[name] = Value.Schema(tables);
            schema["properties"] = properties;
            schema["additionalProperties"] = false;
        }
        else schema["additionalProperties"] = Value.Schema(tables);
        return schema;
    }
}

/// <summary>A value with its name, and where the name stands.</summary>
readonly record struct Named<T>(string Name, T Value, SourceSpan At);

/// <summary>What may be a name of an entry, a system or a tier.</summary>
static class EntryName
{
    public const string Rule = "use letters, digits, dots, hyphens and underscores, beginning with a letter or digit";

    public static bool IsGood(string name) =>
        name.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
