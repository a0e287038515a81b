using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;

namespace Orrery.Scenarios;

/// <summary>A model as a node: the entry that <see cref="ModelYaml"/> writes, with its name and without a source.</summary>
static class ModelNode
{
    public static Mapping Of(ModelSpec model)
    {
        var diagnostics = new DiagnosticBag();
        var entry = ModelYaml.Write(model, new PrecisionSpec(), new Provenance(ProvenanceKind.Assumed, "plan"));
        var mapping = YamlSource.Parse(model.Name, new StringReader(entry), diagnostics)
            ?? throw new InvalidOperationException($"The text of model '{model.Name}' cannot be read back: {diagnostics.All[0]}");
        var at = mapping.At;
        return mapping.Without("source") with
        {
            Entries = [new(new Scalar(ModelKeys.Name.Name, IsPlain: true, at), new Scalar(model.Name, IsPlain: false, at)), .. mapping.Without("source").Entries],
        };
    }
}
