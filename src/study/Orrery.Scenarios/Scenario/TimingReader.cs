using System.Security.Cryptography;
using System.Text;
using Orrery.Performance.Measured;

namespace Orrery.Scenarios;

/// <summary>Reads where a system's step times come from.</summary>
/// <param name="folder">The folder that relative paths count from.</param>
/// <param name="readText">The text of a file at a full path; null where there is none.</param>
sealed class TimingReader(string folder, Func<string, string?> readText)
{
    readonly Dictionary<string, MeasuredTiming> _read = new(StringComparer.Ordinal);

    /// <summary>The timing; null where it is the operator model's, or was reported as not well formed.</summary>
    public TimingSpec? Read(MappingReader system)
    {
        if (!system.TryGet(SystemKeys.Timing, out var mapping) || mapping is null) return null;
        var reader = new MappingReader(mapping, TimingKeys.Table, system.Reading, system.PathOf(SystemKeys.Timing));
        var measured = reader.TryGet(TimingKeys.Measured, out var path);
        var fitted = reader.TryGet(TimingKeys.Fitted, out var steps);
        var piecewise = reader.TryGet(TimingKeys.Piecewise, out var curve);
        reader.Done();
        if (new[] { TimingKeys.Measured, (Key)TimingKeys.Fitted, TimingKeys.Piecewise }.Count(reader.Has) != 1)
        {
            reader.Diagnostics.Error(DiagnosticRules.OneTiming, mapping.At, $"'{reader.Path}' needs exactly one of 'measured', 'fitted' and 'piecewise'", $"write '{reader.Path[(reader.Path.LastIndexOf('.') + 1)..]}: {{ measured: FOLDER }}', or leave it out for the operator model");
            return null;
        }
        if (fitted) return new FittedTiming(steps);
        if (piecewise) return new FittedTiming(curve);
        return measured ? ReadTables(path, reader.At(TimingKeys.Measured), reader.Diagnostics) : null;
    }

    /// <summary>Says what measured tables cannot time.</summary>
    public static void Check(SystemPlan plan, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (plan.Timing is not MeasuredTiming measured) return;
        var p = plan.Parallelism;
        string? why = p is not { Pipeline: 1, Context: 1 } ? "pipeline and context ranks are not covered"
            : plan.Model.Layers.Any(l => l.Mixer is not Workloads.AttentionSpec { Reach.Kind: Workloads.ReachKind.Full }) ? $"'{plan.Model.Name}' has layers that do not attend to the whole context with heads"
            : plan.Model.Layers.Any(l => l.FeedForward is Workloads.ExpertsSpec != measured.Tables.HasExperts) ? $"the layers of '{plan.Model.Name}' and the tables do not both have experts or both none"
            : null;
        if (why is not null) diagnostics.Error(DiagnosticRules.TimingDoesNotApply, at, $"measured tables cannot time this system: {why}", "use the operator model, or a fitted formula");
    }

    MeasuredTiming? ReadTables(string path, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            diagnostics.Error(DiagnosticRules.BadTables, at, "the path of the tables is not a path", "write the path of a folder");
            return null;
        }
        var full = Path.GetFullPath(Path.Combine(folder, path));
        if (_read.TryGetValue(full, out var known)) return known;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var problems = new List<TableProblem>();
        var tables = LayerTables.Read(Open, problems);
        foreach (var problem in problems)
        {
            var file = Path.Combine(full, problem.File);
            diagnostics.Error(DiagnosticRules.BadTables, problem.Line > 0 ? new(file, problem.Line, 1) : at, $"{Quote.Long(file)}: {problem.Message}", "the columns are those of LLMServingSim's profiles; a relative path counts from the scenario's folder");
        }
        return tables is null ? null : _read[full] = new MeasuredTiming(full, Convert.ToHexStringLower(hash.GetHashAndReset()), tables);

        TextReader? Open(string file)
        {
            if (readText(Path.Combine(full, file)) is not { } text) return null;
            hash.AppendData(Encoding.UTF8.GetBytes($"{file}\0{text}\0"));
            return new StringReader(text);
        }
    }
}
