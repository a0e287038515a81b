using System.Text.Json.Nodes;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of what transforms each token in a layer.</summary>
static class FeedForwardKeys
{
    static readonly Bound One = new(1, 1 << 20);

    public static readonly Key<string> Kind = Keys.Text("kind", "What it is: dense or experts.").OtherwiseAs("experts where `experts` is given, else dense");
    public static readonly Key<int> Width = Keys.Int("width", "Inner width; of one expert, where there are experts.", One).Required();
    public static readonly Key<bool> Gated = Keys.Bool("gated", "Three matrices (SwiGLU and kin) rather than two.").Or(true);
    public static readonly Key<bool> Bias = Keys.Bool("bias", "Biases on its matrices.");
    public static readonly Key<int> Experts = Keys.Int("experts", "Routed experts.", One).Required();
    public static readonly Key<int> TopK = Keys.Int("top-k", "Routed experts that a token visits.", One).Required();
    public static readonly Key<int> Shared = Keys.Int("shared", "Experts that every token visits.", Bound.AtLeast(0)).Or(0);
    public static readonly Key<int> SharedWidth = Keys.Int("shared-width", "Inner width of one shared expert; that of a routed one where 0.", Bound.AtLeast(0)).Or(0);
    public static readonly Key<bool> RouterBias = Keys.Bool("router-bias", "A bias of the router per routed expert.");

    static readonly VariantShape<FeedForwardSpec> Mapped = new(m => m[Experts.Name] is null ? "dense" : "experts",
        new("dense", new("feed-forward-dense", "One MLP.", Kind, Width, Gated, Bias) { IsPartial = true }, r => new DenseSpec { Width = r.Get(Width), Gated = r.Get(Gated), Bias = r.Get(Bias) }),
        new("experts", new("feed-forward-experts", "A mixture of experts.", Kind, Experts, TopK, Width, Shared, SharedWidth, Bias, RouterBias) { IsPartial = true }, BindExperts));

    public static readonly Shape<FeedForwardSpec> Shape = new FeedForwardShape();

    static ExpertsSpec BindExperts(MappingReader reader)
    {
        var (experts, topK) = (reader.Get(Experts), reader.Get(TopK));
        if (topK > experts && experts > 0) reader.Diagnostics.Error(DiagnosticRules.TooFewExperts, reader.At(TopK), $"a token visits {topK} of {experts} experts", "lower 'top-k'");
        return new ExpertsSpec
        {
            Experts = experts,
            TopK = topK,
            Width = reader.Get(Width),
            Shared = reader.Get(Shared),
            SharedWidth = reader.Get(SharedWidth),
            Bias = reader.Get(Bias),
            RouterBias = reader.Get(RouterBias),
        };
    }

    // A mapping, or the word none.
    sealed record FeedForwardShape : Shape<FeedForwardSpec>
    {
        public override string Words => "none, or " + Mapped.Words;

        public override IEnumerable<KeyTable> Tables => Mapped.Tables;

        public override bool TryRead(Node node, Reading reading, string path, out FeedForwardSpec value)
        {
            value = new NoFeedForwardSpec();
            if (node is not Scalar scalar) return Mapped.TryRead(node, reading, path, out value);
            if (scalar.Text == "none") return true;
            reading.Diagnostics.Error(DiagnosticRules.NotChoice, node.At, $"'{path}' is '{Quote.Short(scalar.Text)}'", "write none, or a mapping such as { width: 14336 }");
            return false;
        }

        public override JsonObject Schema(SchemaTables tables)
        {
            var schema = Mapped.Schema(tables);
            ((JsonArray)schema["anyOf"]!).Insert(0, (JsonNode)new JsonObject { ["const"] = "none" });
            return schema;
        }
    }
}
