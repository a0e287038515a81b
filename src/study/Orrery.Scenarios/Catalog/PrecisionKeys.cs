using Orrery.Hardware;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of a precision.</summary>
static class PrecisionKeys
{
    static readonly ChoiceShape<NumberFormat> Format = new([.. NumberFormat.All.Select(f => (f.Name, f))]);

    public static readonly Key<NumberFormat> Weights = new Key<NumberFormat>("weights", "Weights of the layers.", Format).OtherwiseAs("as the model ships");
    public static readonly Key<NumberFormat> Experts = new Key<NumberFormat>("experts", "Weights of routed experts, where they differ.", Format).OtherwiseAs("as the model ships, else that of the weights");
    public static readonly Key<NumberFormat> Activations = new Key<NumberFormat>("activations", "What matrix multiplications take beside the weights, and what collectives carry.", Format).OtherwiseAs("as the model ships");
    public static readonly Key<NumberFormat> Kv = new Key<NumberFormat>("kv", "The key-value cache.", Format).OtherwiseAs("as the model ships");
    public static readonly Key<NumberFormat> Embeddings = new Key<NumberFormat>("embeddings", "Embedding and output projection.", Format).OtherwiseAs("as the model ships");

    public static readonly KeyTable Table = new("precision", "How the parts of a model are stored and computed.", Weights, Experts, Activations, Kv, Embeddings);

    /// <summary>The formats given, over those of the model. Weights that are given hold for experts too, unless experts are given.</summary>
    public static PrecisionSpec Bind(MappingReader reader, PrecisionSpec otherwise) => new()
    {
        Weights = reader.Get(Weights) ?? otherwise.Weights,
        Experts = reader.Get(Experts) ?? (reader.Has(Weights) ? null : otherwise.Experts),
        Activations = reader.Get(Activations) ?? otherwise.Activations,
        Kv = reader.Get(Kv) ?? otherwise.Kv,
        Embeddings = reader.Get(Embeddings) ?? otherwise.Embeddings,
    };
}
