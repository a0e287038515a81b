using System.Text.Json.Nodes;

namespace Orrery.Scenarios;

/// <summary>A value that is laid over another of its kind, and is read and checked there, not here.</summary>
sealed record LooseShape<T>(Shape<T> Whole) : Shape<T>
{
    public override string Words => Whole.Words;

    public override IEnumerable<KeyTable> Tables => Whole.Tables;

    public override bool TryRead(Node node, Reading reading, string path, out T value)
    {
        value = default!;
        return true;
    }

    public override JsonObject Schema(SchemaTables tables) => Whole.Schema(tables);
}

/// <summary>A mapping as it stands, to be read later with its table.</summary>
sealed record MappingShape(Func<KeyTable> Table) : Shape<Mapping>
{
    public override string Words => "a mapping";

    public override IEnumerable<KeyTable> Tables => [Table()];

    public override bool TryRead(Node node, Reading reading, string path, out Mapping value)
    {
        value = (node as Mapping)!;
        if (value is not null) return true;
        reading.Diagnostics.Error(DiagnosticRules.WrongNode, node.At, $"'{path}' should be {Words}; it is {node.Kind}", "its keys: " + string.Join(", ", Table().Keys.Select(k => k.Name)));
        return false;
    }

    public override JsonObject Schema(SchemaTables tables) => tables.Reference(Table());
}
