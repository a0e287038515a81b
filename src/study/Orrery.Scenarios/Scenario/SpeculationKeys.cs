using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>The keys of how tokens are drafted and verified.</summary>
static class SpeculationKeys
{
    public const string None = "none";

    public static readonly Key<DraftMethod> Method = Keys.Enum<DraftMethod>("method", "What drafts: a small model (`draft`), the model's own prediction head (`mtp`), a trained head of one layer (`eagle`), or matches in the text so far (`ngram`).").Required();
    public static readonly Key<CatalogModel> Draft = new("draft", "The small model of `method: draft`, on the same devices.", ModelKeys.Shape);
    public static readonly Key<PrecisionSpec> DraftPrecision = new Key<PrecisionSpec>("draft-precision", "Its formats.", ScenarioKeys.PrecisionOf(new())).OtherwiseAs("as it ships, its cache as the model's");
    public static readonly Key<int?> Lookahead = new Key<int?>("lookahead", "Tokens that each sequence drafts for a step; `adaptive` takes before each step as many as give most tokens a second.", new LookaheadShape()).Or(3);
    public static readonly Key<int> MaxLookahead = Keys.Int("max-lookahead", "The most that `lookahead: adaptive` may take.", new Bound(1, LookaheadShape.Most)).Or(8);
    public static readonly Key<Mapping> Acceptance = new Key<Mapping>("acceptance", "Which drafted tokens stand.", new MappingShape(() => AcceptanceTable!)).Required();

    public static readonly Key<double> Rate = Keys.Number("rate", "Probability that a drafted token stands once those before it do.", Bound.Share);
    public static readonly Key<ImmutableArray<double>> Positions = Keys.List("positions", "Share of drafts whose first, second, … token stands, as engines report acceptance by position.", new NumberShape<double>(Bound.Share));
    public static readonly Key<ImmutableArray<double>> Counts = Keys.List("counts", "Share of drafts of which no token, one, two, … stand.", new NumberShape<double>(Bound.Share));
    public static readonly Key<MeasuredAcceptance> Measured = new("measured", "A measurement: model, drafter and mode.", new ChoiceShape<MeasuredAcceptance>([.. MeasuredAcceptances.All.Select(m => (m.Name, m))]));
    public static readonly Key<string> File = Keys.Text("file", "Tokens out of one verification after another, one number a line; a relative path counts from the scenario's folder.");

    public static readonly KeyTable AcceptanceTable = new("acceptance", "Which drafted tokens stand: exactly one of these.", Rate, Positions, Counts, Measured, File);

    public static readonly KeyTable Table = new("speculation", "Speculative decoding: each step drafts tokens and verifies them together.", Method, Draft, DraftPrecision, Lookahead, MaxLookahead, Acceptance);
}

/// <summary>A length of drafts, or the word <c>adaptive</c>.</summary>
sealed record LookaheadShape : Shape<int?>
{
    public const int Most = 64;
    const string Adaptive = "adaptive";
    readonly NumberShape<int> _number = new(new Bound(1, Most));

    public override string Words => $"a whole number, or {Adaptive}";

    public override bool TryRead(Node node, Reading reading, string path, out int? value)
    {
        value = null;
        if (node is Scalar { Text: Adaptive }) return true;
        if (!_number.TryRead(node, reading, path, out var number)) return false;
        value = number;
        return true;
    }

    public override string Format(int? value) => value is { } number ? _number.Format(number) : Adaptive;

    public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = Adaptive }, _number.Schema(tables)) };
}

/// <summary>A mapping that is read later with its table, or a word that says that there is none.</summary>
sealed record MappingOrWordShape(string Word, Func<KeyTable> Table) : Shape<Mapping?>
{
    readonly ChoiceShape<string> _word = new((Word, Word));

    public override string Words => $"{Word}, or a mapping";

    public override IEnumerable<KeyTable> Tables => [Table()];

    public override bool TryRead(Node node, Reading reading, string path, out Mapping? value)
    {
        value = node as Mapping;
        return value is not null || _word.TryRead(node, reading, path, out _);
    }

    public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray(_word.Schema(tables), tables.Reference(Table())) };
}
