using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Orrery.Scenarios;

/// <summary>Turns a scenario's text into a plan: every name looked up, every default filled in, every contradiction reported at its place.</summary>
/// <param name="catalog">Where names are looked up.</param>
public sealed class ScenarioReader(CatalogStore catalog)
{
    /// <summary>Whether a trace file exists at a full path.</summary>
    public Func<string, bool> FileExists { get; init; } = File.Exists;

    /// <summary>The identity of a trace's contents: SHA-256 in hex; null where it cannot be read, which is reported when it is opened.</summary>
    public Func<string, string?> FileIdentity { get; init; } = HashOfFile;

    /// <summary>The text of a measured table, record or calibration at a full path; null where there is none.</summary>
    public Func<string, string?> ReadTable { get; init; } = TextOfFile;

    /// <summary>Reads a scenario file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="diagnostics">Receives every problem.</param>
    /// <returns>The plan; null where there are errors.</returns>
    public Plan? Read(string path, DiagnosticBag diagnostics)
    {
        try
        {
            using var reader = new StreamReader(path);
            return Read(path, reader, diagnostics);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var (why, hint) = Directory.Exists(path) ? ("it is a folder", "name a file in it") : (e.Message, "check the path");
            diagnostics.Error(DiagnosticRules.Unreadable, new(path, 1, 1), $"the scenario cannot be read: {why}", hint);
            return null;
        }
    }

    /// <summary>Reads a scenario's text.</summary>
    /// <param name="file">How messages name it; relative paths in it count from its folder.</param>
    /// <param name="text">The text.</param>
    /// <param name="diagnostics">Receives every problem.</param>
    /// <returns>The plan; null where there are errors.</returns>
    public Plan? Read(string file, TextReader text, DiagnosticBag diagnostics)
    {
        var before = diagnostics.Reports;
        if (YamlSource.Parse(file, text, diagnostics) is not { } parsed) return null;
        var sources = catalog.Sources(diagnostics);
        var mapping = new SourceResolver(sources, diagnostics).Resolve(parsed);
        var reading = new Reading(diagnostics, catalog, NeedsSources: false);
        var reader = new MappingReader(mapping, ScenarioKeys.Table, reading, "");

        ReadShared(reader);
        var traffic = Section(reader, ScenarioKeys.Traffic, TrafficSectionKeys.Table, r => TrafficSectionKeys.Bind(r, new(FolderOf(file), FileExists, FileIdentity)));
        var (operation, prices) = Section(reader, ScenarioKeys.Operation, OperationKeys.Table, OperationKeys.Bind);
        var systems = ReadSystems(reader, new SystemReader(mapping, prices, catalog, new TimingReader(FolderOf(file), ReadTable), new CalibrationReader(FolderOf(file), ReadTable), new SpeculationReader(FolderOf(file), ReadTable), diagnostics));
        DataCentreKeys.Check(operation, systems, mapping, diagnostics);
        KvTierCheck.CheckForesight(traffic, systems, reader.At(ScenarioKeys.Traffic), diagnostics);
        var plan = new Plan
        {
            Name = reader.TryGet(ScenarioKeys.Name, out var name) ? name : Path.GetFileNameWithoutExtension(file),
            Traffic = traffic,
            Slo = reader.Get(ScenarioKeys.Slo),
            Systems = systems,
            Operation = operation,
            WarmUp = reader.Get(ScenarioKeys.Measurement)!,
            Seed = reader.Get(ScenarioKeys.Seed),
            Hash = "",
        };
        foreach (var system in plan.Systems)
            if (system.Context is not null && traffic.Synthetic?.Session is null)
                diagnostics.Error(DiagnosticRules.SessionContext, ContextOf(mapping, system) ?? mapping.At, $"'{system.System.Name}' has a context for sessions, and the traffic has none", "give the traffic a 'session', or leave 'context' out");
        reader.Done();
        return diagnostics.Reports > before ? null : plan with { Hash = PlanText.HashOf(plan) };
    }

    // Systems read these again, each under its own keys; here they are checked even where every system brings its own.
    static void ReadShared(MappingReader reader)
    {
        if (reader.Mapping[ScenarioKeys.Model.Name] is { } model)
            ModelKeys.Shape.TryRead(model, reader.Reading, ScenarioKeys.Model.Name, "", out _);
        reader.TryGet(ScenarioKeys.Precision, out _);
        reader.TryGet(ScenarioKeys.Serving, out _);
        reader.TryGet(ScenarioKeys.Mode, out _);
    }

    static T Section<T>(MappingReader reader, Key<Mapping> key, KeyTable table, Func<MappingReader, T> bind)
    {
        var found = reader.TryGet(key, out var mapping);
        // A section that is missing or no mapping has been reported: what its absence leads to is not reported as well.
        var silent = !found && (key.IsRequired || reader.Has(key));
        var section = new MappingReader(found ? mapping : new Mapping([], reader.Mapping.At), table, silent ? reader.Reading with { Diagnostics = new() } : reader.Reading, key.Name);
        var value = bind(section);
        section.Done();
        return value;
    }

    static ImmutableArray<SystemPlan> ReadSystems(MappingReader reader, SystemReader systems)
    {
        var named = reader.Get(ScenarioKeys.Systems);
        if (reader.Mapping[ScenarioKeys.Systems.Name] is Mapping { Entries.IsEmpty: true } empty)
            reader.Diagnostics.Error(DiagnosticRules.NoSystems, empty.At, "the scenario has no systems", "give at least one, e.g. today: { accelerator: h100-sxm, count: 8 }");
        return [.. named.Select(systems.Read).OfType<SystemPlan>()];
    }

    static SourceSpan? ContextOf(Mapping scenario, SystemPlan system) =>
        (((scenario[ScenarioKeys.Systems.Name] as Mapping)?[system.System.Name] as Mapping)?[SystemKeys.Context.Name])?.At;

    static string? HashOfFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static string? TextOfFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(Path.Combine(".", file))) ?? "";
}
