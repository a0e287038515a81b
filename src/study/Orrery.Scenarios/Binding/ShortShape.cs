using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>A mapping that a single value may stand for: <c>think: 2 s</c> for one that is always the same.</summary>
/// <param name="Whole">The mapping.</param>
/// <param name="Short">The single value.</param>
/// <param name="Make">What the single value means.</param>
sealed record ShortShape<T, TShort>(VariantShape<T> Whole, Shape<TShort> Short, Func<TShort, T> Make) : Shape<T>
{
    public override string Words => $"{Short.Words}, or {Whole.Words}";

    public override IEnumerable<KeyTable> Tables => Whole.Tables;

    public override bool TryRead(Node node, Reading reading, string path, out T value)
    {
        if (node is not Scalar) return Whole.TryRead(node, reading, path, out value);
        value = default!;
        if (!Short.TryRead(node, reading, path, out var single)) return false;
        value = Make(single);
        return true;
    }

    public override JsonObject Schema(SchemaTables tables)
    {
        var forms = (JsonArray)Whole.Schema(tables)["anyOf"]!.DeepClone();
        forms.Insert(0, Short.Schema(tables));
        return new() { ["anyOf"] = forms };
    }
}
