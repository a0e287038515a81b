using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>Whether batches are captured, or at which sizes: null for none, empty for those of vLLM, else rising.</summary>
sealed record CudaGraphsShape : Shape<ImmutableArray<int>?>
{
    static readonly BoolShape Word = new();
    static readonly ListShape<int> Sizes = new(new NumberShape<int>(new Bound(1, 65536)), Least: 1);

    public override string Words => "true, false, or a list of batch sizes";

    public override bool TryRead(Node node, Reading reading, string path, out ImmutableArray<int>? value)
    {
        value = null;
        if (node is Sequence)
        {
            var good = Sizes.TryRead(node, reading, path, out var sizes);
            value = [.. sizes.Distinct().Order()];
            return good;
        }
        if (!Word.TryRead(node, reading, path, out var captures)) return false;
        if (captures) value = [];
        return true;
    }

    public override string Format(ImmutableArray<int>? value) => Word.Format(value is not null);

    public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray(Word.Schema(tables), Sizes.Schema(tables)) };

    /// <summary>Writes a key with such a value.</summary>
    public static void Write(YamlText text, Key<ImmutableArray<int>?> key, ImmutableArray<int>? value)
    {
        if (value is { IsEmpty: false } sizes) text.List(key.Name, sizes, Sizes.Item);
        else text.Put(key, value);
    }
}
