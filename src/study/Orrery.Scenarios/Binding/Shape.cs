using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>What a value looks like in text.</summary>
abstract record Shape
{
    /// <summary>In words, for messages and docs: <c>a quantity such as 80 GB</c>.</summary>
    public abstract string Words { get; }

    /// <summary>As JSON Schema.</summary>
    public abstract JsonObject Schema(SchemaTables tables);

    /// <summary>Mappings that the shape leads to, for the docs.</summary>
    public virtual IEnumerable<KeyTable> Tables => [];
}

/// <summary>A shape that reads a <typeparamref name="T"/>.</summary>
abstract record Shape<T> : Shape
{
    /// <summary>Reads a value.</summary>
    /// <returns>False where it cannot be used; that has been reported.</returns>
    public abstract bool TryRead(Node node, Reading reading, string path, out T value);

    /// <summary>The value as text that reads back as the same value; for single values only.</summary>
    public virtual string Format(T value) => throw new NotSupportedException($"{GetType().Name} is no single value.");

    /// <summary>The node as a single value that is not empty.</summary>
    protected bool TryScalar(Node node, Reading reading, string path, out Scalar scalar)
    {
        scalar = (node as Scalar)!;
        if (scalar is null) reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be {Words}; it is {node.Kind}", $"write {Words}");
        else if (scalar.IsNull) reading.Diagnostics.Error(DiagnosticRules.Empty, node.At, $"'{path}' has no value", $"write {Words}, or remove the key");
        else return true;
        return false;
    }
}
