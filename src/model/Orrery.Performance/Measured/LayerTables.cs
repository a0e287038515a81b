using System.Collections.Immutable;

namespace Orrery.Performance.Measured;

/// <summary>
/// Times of a model's layers as measured on one device, in the format of LLMServingSim 2.0's profiles (arXiv 2602.23036): <c>dense.csv</c> by tokens,
/// <c>per_sequence.csv</c> by sequences, <c>attention.csv</c> by prompt tokens, decodes and what they have cached, <c>moe.csv</c> where there are experts, and <c>skew_fit.csv</c> where decodes of
/// unequal contexts were measured.
/// </summary>
public sealed class LayerTables
{
    static readonly ImmutableArray<string> Norms = ["layernorm", "layernorm"];
    static readonly ImmutableArray<string> Mixer = ["qkv_proj", "rotary_emb", "o_proj"];
    static readonly ImmutableArray<string> Mlp = ["gate_up_proj", "act_fn", "down_proj"];

    LayerTables(Line once, Line perLayer, Line perSequence, AttentionTable attention, ExpertsTable? experts, SkewTable? skew)
    {
        Once = once;
        PerLayer = perLayer;
        PerSequence = perSequence;
        Attention = attention;
        Experts = experts;
        Skew = skew;
    }

    internal Line Once { get; }

    internal Line PerLayer { get; }

    internal Line PerSequence { get; }

    internal AttentionTable Attention { get; }

    internal ExpertsTable? Experts { get; }

    internal SkewTable? Skew { get; }

    /// <summary>Whether the feed-forward part is a mixture of experts.</summary>
    public bool HasExperts => Experts is not null;

    /// <summary>Reads the tables.</summary>
    /// <param name="open">Opens a table by its file name; null where there is none.</param>
    /// <param name="problems">Receives what is wrong; at most twenty a file.</param>
    /// <returns>The tables; null where something is wrong.</returns>
    public static LayerTables? Read(Func<string, TextReader?> open, ICollection<TableProblem> problems)
    {
        var before = problems.Count;
        var dense = ReadLayers(TableReader.Read("dense.csv", "layer,tokens,time_us", open, problems));
        var heads = ReadLayers(TableReader.Read("per_sequence.csv", "layer,sequences,time_us", open, problems));
        var attention = TableReader.Read("attention.csv", "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us", open, problems);
        var moe = TableReader.Read("moe.csv", "tokens,activated_experts,time_us", open, problems, isRequired: false);
        var skew = SkewTable.Read(open, problems);
        if (problems.Count > before) return null;

        string[] norms = dense.ContainsKey("qk_norm") ? [.. Norms, "qk_norm"] : [.. Norms];
        var once = Sum("dense.csv", dense, ["embedding", "final_layernorm"], problems);
        var perLayer = Sum("dense.csv", dense, [.. norms, .. Mixer, .. moe.Count > 0 ? [] : Mlp], problems);
        var perSequence = Sum("per_sequence.csv", heads, ["lm_head", "sampler"], problems);
        if (attention.Count == 0) problems.Add(new("attention.csv", 0, "the table is empty"));
        if (once is null || perLayer is null || perSequence is null || problems.Count > before) return null;
        return new LayerTables(once, perLayer, perSequence,
            new AttentionTable([.. attention.Select(static row => new AttentionPoint(row.Numbers[0], row.Numbers[1], row.Numbers[2], row.Numbers[3], row.Numbers[4]))]),
            moe.Count > 0 ? new ExpertsTable(Rows(moe)) : null, skew);
    }

    static Dictionary<string, SortedDictionary<double, double>> ReadLayers(List<TableRow> rows)
    {
        var layers = new Dictionary<string, SortedDictionary<double, double>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!layers.TryGetValue(row.Layer, out var points)) layers.Add(row.Layer, points = []);
            points[row.Numbers[0]] = row.Numbers[1];
        }
        return layers;
    }

    static SortedDictionary<double, SortedDictionary<double, double>> Rows(List<TableRow> table)
    {
        var rows = new SortedDictionary<double, SortedDictionary<double, double>>();
        foreach (var row in table)
        {
            if (!rows.TryGetValue(row.Numbers[0], out var points)) rows.Add(row.Numbers[0], points = []);
            points[row.Numbers[1]] = row.Numbers[2];
        }
        return rows;
    }

    // Layers need not be measured at the same points: the sum is taken at all points of all of them.
    static Line? Sum(string file, Dictionary<string, SortedDictionary<double, double>> layers, string[] names, ICollection<TableProblem> problems)
    {
        var missing = names.Where(name => !layers.ContainsKey(name)).Distinct().ToArray();
        foreach (var name in missing) problems.Add(new(file, 0, $"the layer '{name}' is missing"));
        if (missing.Length > 0) return null;
        var lines = names.Select(name => new Line(layers[name])).ToArray();
        var sums = new SortedDictionary<double, double>();
        foreach (var x in names.SelectMany(name => layers[name].Keys)) sums.TryAdd(x, lines.Sum(line => line.At(x)));
        return new Line(sums);
    }
}
