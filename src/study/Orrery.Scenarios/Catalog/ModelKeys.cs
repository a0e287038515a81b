using System.Collections.Immutable;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>A model of the catalog, and the formats that it ships in.</summary>
/// <param name="Spec">The architecture.</param>
/// <param name="AsShipped">The formats that its makers published it in.</param>
public sealed record CatalogModel(ModelSpec Spec, PrecisionSpec AsShipped);

/// <summary>The keys of a model.</summary>
static class ModelKeys
{
    public static readonly Key<string> Name = Keys.Text("name", "The entry's name; that of the file, or of the base, where not given.");
    public static readonly Key<string> Title = Keys.Text("title", "The name that its makers use.").OtherwiseAs("the entry's name");
    public static readonly Key<int> Hidden = Keys.Int("hidden", "Width of the residual stream.", new Bound(1, 1 << 20)).Required();
    public static readonly Key<int> Vocabulary = Keys.Int("vocabulary", "Vocabulary, in tokens.", Bound.AtLeast(1)).Required();
    public static readonly Key<bool> TiedEmbeddings = Keys.Bool("tied-embeddings", "Whether the output projection is the input embedding.");
    public static readonly Key<int> LearnedPositions = Keys.Int("learned-positions", "Rows of a learned position table; 0 where positions are rotary or relative.", Bound.AtLeast(0)).Or(0);
    public static readonly Key<int> NormsPerLayer = Keys.Int("norms-per-layer", "Norms of a layer.", new Bound(0, 16)).Or(2);
    public static readonly Key<bool> NormBias = Keys.Bool("norm-bias", "Whether norms have a bias beside their scale.");
    public static readonly Key<int> ContextLength = Keys.Int("context-length", "Longest context it was made for, in tokens.", Bound.AtLeast(1)).Required();
    public static readonly Key<int> PredictionHeads = Keys.Int("prediction-heads", "Heads that predict further tokens ahead, each a layer of the last kind with a projection.", new Bound(0, 64)).Or(0);
    public static readonly Key<EncoderSpec> Encoder = Keys.Table("encoder", "What makes tokens of the prompt from images or sound.", () => EncoderTable!, r => new EncoderSpec(r.Get(EncoderParameters!), r.Get(PositionsPerToken!))).OtherwiseAs("none");
    public static readonly Key<double> EncoderParameters = Keys.Number("parameters", "Its parameters, kept at 16 bits.", Bound.Positive).Required();
    public static readonly Key<double> PositionsPerToken = Keys.Number("positions-per-token", "Patches or frames that become one token of the prompt.", Bound.Positive).Or(1);
    public static readonly Key<double> PublishedParameters = Keys.Number("published-parameters", "Published total of parameters.", Bound.Positive).OtherwiseAs("not published");
    public static readonly Key<double> PublishedActiveParameters = Keys.Number("published-active-parameters", "Published parameters active per token.", Bound.Positive).OtherwiseAs("not published");
    public static readonly Key<PrecisionSpec> Precision = Keys.Table("precision", "The formats that it ships in.", () => PrecisionKeys.Table, r => PrecisionKeys.Bind(r, new PrecisionSpec()));
    public static readonly Key<MixerSpec> Attention = new("attention", "Attention that the groups of layers share; each may change keys of it.", new LooseShape<MixerSpec>(MixerKeys.Shape));
    public static readonly Key<FeedForwardSpec> FeedForward = new("feed-forward", "The feed-forward part that the groups of layers share; each may change keys of it.", new LooseShape<FeedForwardSpec>(FeedForwardKeys.Shape));
    public static readonly Key<ImmutableArray<Node>> Layers = Keys.List("layers", "Groups of layers, in order.", new LayerNodeShape(), 1).Required();

    public static readonly KeyTable EncoderTable = new("encoder", "What makes tokens of the prompt from images or sound, before they are computed.", EncoderParameters, PositionsPerToken);

    public static readonly KeyTable Table = new("model", "A language model's architecture.",
        Name, Title, Hidden, Vocabulary, TiedEmbeddings, LearnedPositions, NormsPerLayer, NormBias, ContextLength, PredictionHeads, Encoder,
        PublishedParameters, PublishedActiveParameters, Precision, Attention, FeedForward, Layers) { HasBase = true };

    public static readonly EntryShape<CatalogModel> Shape = new(CatalogKind.Models, () => Table, Bind);

    static CatalogModel Bind(MappingReader reader)
    {
        var name = reader.Get(Name) ?? "model";
        reader.TryGet(Attention, out _);
        reader.TryGet(FeedForward, out _);
        var layers = new LayerReader(reader.Reading, reader.Mapping[Attention.Name], reader.Mapping[FeedForward.Name]).Read(reader.Get(Layers), reader.PathOf(Layers));
        return new CatalogModel(new ModelSpec
        {
            Name = name,
            Title = reader.Get(Title) ?? name,
            Hidden = reader.Get(Hidden),
            Vocabulary = reader.Get(Vocabulary),
            TiedEmbeddings = reader.Get(TiedEmbeddings),
            LearnedPositions = reader.Get(LearnedPositions),
            NormsPerLayer = reader.Get(NormsPerLayer),
            NormBias = reader.Get(NormBias),
            Layers = layers,
            PredictionHeads = reader.Get(PredictionHeads),
            ContextLength = reader.Get(ContextLength),
            Encoder = reader.Get(Encoder),
            PublishedParameters = reader.Find(PublishedParameters),
            PublishedActiveParameters = reader.Find(PublishedActiveParameters),
        }, reader.Has(Precision) && reader.Get(Precision) is { } precision ? precision : new PrecisionSpec());
    }
}
