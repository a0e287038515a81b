using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>Reads how a system drafts and verifies tokens.</summary>
/// <param name="folder">The folder that relative paths count from.</param>
/// <param name="readText">The text of a file at a full path; null where there is none.</param>
sealed class SpeculationReader(string folder, Func<string, string?> readText)
{
    const int LongestRecord = 1_000_000;

    /// <summary>The speculation of a system; null where there is none, or it was reported as not well formed.</summary>
    /// <param name="mapping">Its mapping.</param>
    /// <param name="reading">Where problems and numbers go.</param>
    /// <param name="path">Its path.</param>
    /// <param name="precision">The formats of the model that it serves.</param>
    public SpeculationSpec? Read(Mapping mapping, Reading reading, string path, PrecisionSpec precision)
    {
        var before = reading.Diagnostics.Reports;
        var reader = new MappingReader(mapping, SpeculationKeys.Table, reading, path);
        var method = reader.Get(SpeculationKeys.Method);
        var draft = reader.TryGet(SpeculationKeys.Draft, out var model) ? model : null;
        var shipped = draft is null ? new() : draft.AsShipped with { Kv = precision.Kv };
        var formats = mapping[SpeculationKeys.DraftPrecision.Name] is { } node && ScenarioKeys.PrecisionOf(shipped).TryRead(node, reading, reader.PathOf(SpeculationKeys.DraftPrecision), out var given) ? given : shipped;
        var lookahead = reader.Get(SpeculationKeys.Lookahead);
        var most = reader.Get(SpeculationKeys.MaxLookahead);
        var acceptance = reader.TryGet(SpeculationKeys.Acceptance, out var accepted)
            ? ReadAcceptance(new MappingReader(accepted, SpeculationKeys.AcceptanceTable, reading, reader.PathOf(SpeculationKeys.Acceptance))) : null;
        reader.Done();
        if (reading.Diagnostics.Reports > before || acceptance is null) return null;

        if (method == DraftMethod.Draft != draft is not null)
            reading.Diagnostics.Error(DiagnosticRules.Speculation, reader.At(draft is null ? SpeculationKeys.Method : SpeculationKeys.Draft), draft is null ? $"'{path}' names no model that drafts" : $"'{path}' names a model, but something else drafts", draft is null ? "add 'draft: NAME' with a small model of the catalog" : "use 'method: draft', or remove 'draft'");
        if (lookahead > acceptance.Positions)
            reading.Diagnostics.Error(DiagnosticRules.Acceptance, reader.At(SpeculationKeys.Acceptance), $"'{path}' drafts {lookahead} tokens; the acceptance tells of {acceptance.Positions}", $"use 'lookahead: {acceptance.Positions}' or less");
        return reading.Diagnostics.Reports > before ? null : new SpeculationSpec
        {
            Method = method,
            Draft = draft?.Spec,
            DraftPrecision = draft is null ? null : formats,
            Lookahead = lookahead,
            MaxLookahead = most,
            Acceptance = acceptance,
        };
    }

    /// <summary>Says where a system cannot speculate so.</summary>
    public static void Check(SystemPlan plan, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (plan.Serving.Speculation is not { } speculation) return;
        var tensor = plan.Parallelism.Tensor;
        var heads = speculation.Draft is null || plan.Parallelism.Split == TensorSplit.Elements ? tensor : Sharding.Heads(speculation.Draft);
        (string Why, string Hint)? problem = plan.Parallelism.Pipeline > 1 ? ("drafts do not go through pipeline stages", "use 'pp: 1'")
            : speculation.Method == DraftMethod.Mtp && plan.Model.PredictionHeads == 0 ? ($"'{plan.Model.Name}' has no prediction head", "use 'method: eagle', 'draft' or 'ngram'")
            : heads % tensor != 0 ? ($"tensor-parallel {tensor} does not divide the {heads} attention heads of '{speculation.Draft!.Name}'", $"use 'tp' of {Sharding.Divisors(heads)}, or another model")
            : null;
        if (problem is null && Drafting.Graph(plan) is { } graph && Drafter.Reaches(Workloads.Architectures.KvFootprint.Of(plan.Model).Reaches, graph.Reaches).Length > ReachLimits.Reaches)
            problem = ("model and drafter have too many lengths of attention together", $"use a model with full attention; at most {ReachLimits.Reaches} lengths are modelled");
        if (problem is { } known) diagnostics.Error(DiagnosticRules.Speculation, at, $"'{plan.System.Name}' cannot speculate so: {known.Why}", known.Hint);
    }

    AcceptanceSpec? ReadAcceptance(MappingReader reader)
    {
        Key[] given = [.. SpeculationKeys.AcceptanceTable.Keys.Where(reader.Has)];
        if (given.Length != 1)
        {
            reader.Diagnostics.Error(DiagnosticRules.Acceptance, reader.Mapping.At, $"'{reader.Path}' needs exactly one of {string.Join(", ", SpeculationKeys.AcceptanceTable.Keys.Select(k => $"'{k.Name}'"))}", "write e.g. 'acceptance: { rate: 0.7 }'");
            return null;
        }
        var rates = reader.TryGet(SpeculationKeys.Positions, out var positions) ? positions : [];
        var shares = reader.TryGet(SpeculationKeys.Counts, out var counts) ? counts : [];
        var rising = Enumerable.Range(1, Math.Max(0, rates.Length - 1)).FirstOrDefault(i => rates[i] > rates[i - 1]);
        AcceptanceSpec? acceptance = null;
        if (reader.TryGet(SpeculationKeys.Rate, out var rate)) acceptance = new AcceptanceRate(rate);
        else if (reader.TryGet(SpeculationKeys.Measured, out var measured)) acceptance = measured;
        else if (reader.TryGet(SpeculationKeys.File, out var file)) acceptance = ReadRecord(file, reader.At(SpeculationKeys.File), reader.Diagnostics);
        else if (reader.Has(SpeculationKeys.Positions) && rising > 0)
            reader.Diagnostics.Error(DiagnosticRules.Acceptance, reader.At(SpeculationKeys.Positions), string.Create(CultureInfo.InvariantCulture, $"position {rising + 1} stands in {rates[rising]} of drafts, more than the {rates[rising - 1]} of the one before it"), "a token stands only where all before it do");
        else if (rates.Length > 0) acceptance = new AcceptanceByPosition(rates);
        else if (shares.Length > 1 && Math.Abs(shares.Sum() - 1) < 1e-6) acceptance = new AcceptedCounts(shares);
        else if (reader.Has(SpeculationKeys.Counts))
            reader.Diagnostics.Error(DiagnosticRules.Acceptance, reader.At(SpeculationKeys.Counts), string.Create(CultureInfo.InvariantCulture, $"the shares are {shares.Length} and add up to {shares.Sum():0.######}"), "give at least two shares, for no token and for one, that add up to 1");
        else if (reader.Has(SpeculationKeys.Positions))
            reader.Diagnostics.Error(DiagnosticRules.Acceptance, reader.At(SpeculationKeys.Positions), "there is no position", "give at least one share");
        reader.Done();
        return acceptance;
    }

    ReplayedAcceptance? ReadRecord(string path, SourceSpan at, DiagnosticBag diagnostics)
    {
        var full = path.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(Path.Combine(folder, path));
        if (full is null || readText(full) is not { } text)
        {
            diagnostics.Error(DiagnosticRules.Acceptance, at, $"there is no record '{Quote.Short(path)}'", full is null ? "write the path of a file" : $"a relative path counts from the scenario's folder; looked for {Quote.Long(full)}");
            return null;
        }
        var lengths = ImmutableArray.CreateBuilder<int>();
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = raw.Trim();
            if (line.IsEmpty || line[0] == '#') continue;
            if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length is < 1 or > LookaheadShape.Most + 1 || lengths.Count == LongestRecord)
            {
                diagnostics.Error(DiagnosticRules.Acceptance, new(full, number, 1), $"{Quote.Long(full)}: '{Quote.Short(line.ToString())}' is no number of tokens, or there are more than {LongestRecord:#,0}", $"write a whole number from 1 to {LookaheadShape.Most + 1}, one a line");
                return null;
            }
            lengths.Add(length);
        }
        if (lengths.Count > 0 && lengths.Max() > 1) return new ReplayedAcceptance(full, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), lengths.ToImmutable());
        diagnostics.Error(DiagnosticRules.Acceptance, at, $"in '{Quote.Short(path)}' no drafted token stands", "record at least one verification that gave two tokens");
        return null;
    }
}
