using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of a calibration to one's own system, in a scenario or in a file of its own.</summary>
static class CalibrationOfSystemKeys
{
    static readonly Bound Factor = new(0.05, 20);

    public static readonly Key<double> Prefill = Keys.Number("prefill", "Time of the kernels of prompts, over the catalog's.", Factor).Or(1);
    public static readonly Key<double> Decode = Keys.Number("decode", "Time of the kernels of decodes, over the catalog's.", Factor).Or(1);
    public static readonly Key<Seconds> Step = Keys.Quantity<Seconds>("step", "Host time of every step, in place of what is known of the engine.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> Sequence = Keys.Quantity<Seconds>("sequence", "Host time of each sequence whose token is sampled, in place of what is known of the engine.", Bound.NotNegative).Or(default);
    public static readonly Key<Seconds> FirstToken = Keys.Quantity<Seconds>("first-token", "Time of every request before its first token that no step takes, in place of what is known of the engine.", Bound.NotNegative).Or(default);

    /// <summary>Measured over predicted: further off there is no prediction.</summary>
    public static readonly Bound Ratios = new(0.01, 100);

    public static readonly NumberShape<double> Ratio = new(Ratios);
    public static readonly Key<ImmutableArray<double>> Ttft = Keys.List("ttft", "Of the time to first token.", Ratio, 2);
    public static readonly Key<ImmutableArray<double>> Tpot = Keys.List("tpot", "Of the time per output token.", Ratio, 2);
    public static readonly Key<ImmutableArray<double>> Throughput = Keys.List("throughput", "Of tokens a second.", Ratio, 2);

    public static readonly KeyTable RangesTable = new("ranges", "The middle 80 % of measured over predicted, low and high, on what the fit had not seen.", Ttft, Tpot, Throughput);

    public static readonly Key<Mapping> Ranges = new Key<Mapping>("ranges", "How far off predictions with it are.", new MappingShape(() => RangesTable)).OtherwiseAs("those of the catalog's calibration");
    public static readonly Key<string> Fitted = Keys.Text("fitted", "What it was fitted to, in words.").OtherwiseAs("not stated");

    public static readonly KeyTable Table = new("system-calibration", "What a benchmark told of one's own system: `orrery calibrate` writes it. It holds in the mode `calibrated`.",
        Prefill, Decode, Step, Sequence, FirstToken, Ranges, Fitted);
}

/// <summary>A calibration as it stands, or the path of its file.</summary>
sealed record CalibrationShape : Shape<Node>
{
    static readonly TextShape Path = new("the path of a file");

    public override string Words => "the path of a file, or a mapping";

    public override IEnumerable<KeyTable> Tables => [CalibrationOfSystemKeys.Table];

    public override bool TryRead(Node node, Reading reading, string path, out Node value)
    {
        value = node;
        if (node is not Sequence and not Scalar { IsNull: true }) return node is Mapping || Path.TryRead(node, reading, path, out _);
        reading.Diagnostics.Error(node is Sequence ? DiagnosticRules.WrongNode : DiagnosticRules.Empty, node.At, $"'{path}' should be {Words}; it is {(node is Sequence ? node.Kind : "empty")}", $"write {Words}; `orrery calibrate` writes such a file");
        return false;
    }

    public override JsonObject Schema(SchemaTables tables) => new() { ["anyOf"] = new JsonArray(Path.Schema(tables), tables.Reference(CalibrationOfSystemKeys.Table)) };
}
