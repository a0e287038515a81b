using System.Text.Json.Nodes;
using Orrery.Serving;

namespace Orrery.Scenarios;

/// <summary>An engine of the catalog by name, by name and version (<c>vllm@0.19</c>), by name with changes, or written out in place.</summary>
sealed record EngineShape : Shape<EngineSpec>
{
    public override string Words => EngineKeys.Shape.Words + ", or a name and a version, e.g. vllm@0.19";

    public override IEnumerable<KeyTable> Tables => EngineKeys.Shape.Tables;

    public override bool TryRead(Node node, Reading reading, string path, out EngineSpec value)
    {
        string? version = null;
        var entry = node;
        if (node is Scalar { IsNull: false } scalar && scalar.Text.Split('@', 2) is [var name, var after]) (entry, version) = (scalar with { Text = name }, after);
        if (!EngineKeys.Shape.TryRead(entry, reading, path, out value)) return false;
        if (value.Releases.IsEmpty) reading.Diagnostics.Error(DiagnosticRules.NoRelease, node.At, $"'{path}' has no release", "give `releases` at least one");
        else if ((version ?? value.Asked) is { } asked && EngineVersion.Number(asked) is null)
            reading.Diagnostics.Error(DiagnosticRules.BadVersion, node.At, $"'{Quote.Short(asked)}' is no version", "write numbers with dots, e.g. vllm@0.19");
        else
        {
            if (version is not null) value = value with { Asked = version };
            return true;
        }

        return false;
    }

    public override JsonObject Schema(SchemaTables tables) => EngineKeys.Shape.Schema(tables);
}
