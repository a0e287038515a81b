using System.Text.Json;

namespace Orrery.Reporting.Tests.Json;

static class JsonPaths
{
    /// <summary>The path of every value that is neither object nor array, elements of arrays written as <c>[]</c>.</summary>
    public static IEnumerable<string> Leaves(JsonElement element, string prefix = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Leaves(property.Value, prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Leaves(item, prefix + "[]")),
        _ => [prefix],
    };

    /// <summary>The value at a path of names with dots, or null where there is none.</summary>
    public static JsonElement? At(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var next)) return null;
            element = next;
        }

        return element;
    }
}
