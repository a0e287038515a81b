using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>Any text.</summary>
sealed record TextShape(string Words) : Shape<string>
{
    public override string Words { get; } = Words;

    public override bool TryRead(Node node, Reading reading, string path, out string value)
    {
        value = TryScalar(node, reading, path, out var scalar) ? scalar.Text : "";
        return value.Length > 0;
    }

    public override string Format(string value) => value;

    public override JsonObject Schema(SchemaTables tables) => new() { ["type"] = "string" };
}

/// <summary>True or false.</summary>
sealed record BoolShape : Shape<bool>
{
    public override string Words => "true or false";

    public override bool TryRead(Node node, Reading reading, string path, out bool value)
    {
        value = false;
        if (!TryScalar(node, reading, path, out var scalar)) return false;
        value = scalar.Text == "true";
        if (value || scalar.Text == "false") return true;
        reading.Diagnostics.Error(DiagnosticRules.NotBool, node.At, $"'{path}' is '{Quote.Short(scalar.Text)}'", "write true or false");
        return false;
    }

    public override string Format(bool value) => value ? "true" : "false";

    public override JsonObject Schema(SchemaTables tables) => new() { ["type"] = "boolean" };
}

/// <summary>One of a few names.</summary>
sealed record ChoiceShape<T>(params (string Name, T Value)[] Choices) : Shape<T>
{
    /// <summary>What is said of a name that is none of them.</summary>
    public DiagnosticRule Rule { get; init; } = DiagnosticRules.NotChoice;

    public override string Words => "one of " + string.Join(", ", Choices.Select(c => c.Name));

    public override bool TryRead(Node node, Reading reading, string path, out T value)
    {
        value = default!;
        if (!TryScalar(node, reading, path, out var scalar)) return false;
        foreach (var (name, choice) in Choices)
        {
            if (name != scalar.Text) continue;
            value = choice;
            return true;
        }
        reading.Diagnostics.Error(Rule, node.At, $"'{path}' is '{Quote.Short(scalar.Text)}', which is none of its choices", Nearest.Hint(scalar.Text, [.. Choices.Select(c => c.Name)]));
        return false;
    }

    public override string Format(T value) => Choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, value)).Name;

    public override JsonObject Schema(SchemaTables tables) => new() { ["enum"] = new JsonArray([.. Choices.Select(c => (JsonNode)c.Name)]) };
}

/// <summary>Names of enum members as the catalog writes them.</summary>
static class Kebab
{
    /// <summary>A choice of all members: <c>FullMesh</c> is written <c>full-mesh</c>, <c>Torus2D</c> <c>torus-2d</c>.</summary>
    public static ChoiceShape<T> Choice<T>() where T : struct, Enum
    {
        // In a loop: LINQ over values would be compiled anew, at every start, for each of thirty enumerations.
        var members = Enum.GetValues<T>();
        var choices = new (string, T)[members.Length];
        for (var i = 0; i < choices.Length; i++) choices[i] = (Name(members[i].ToString()), members[i]);
        return new(choices);
    }

    static string Name(string member)
    {
        var name = new System.Text.StringBuilder();
        for (var i = 0; i < member.Length; i++)
        {
            var starts = i > 0 && ((char.IsUpper(member[i]) && char.IsLower(member[i - 1])) || (char.IsDigit(member[i]) && i + 1 < member.Length && char.IsUpper(member[i + 1])));
            if (starts) name.Append('-');
            name.Append(char.ToLowerInvariant(member[i]));
        }
        return name.ToString();
    }
}
