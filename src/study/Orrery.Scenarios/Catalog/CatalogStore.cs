using System.Collections.Immutable;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>
/// The catalog: one built-in folder and the user's own, later ones over earlier ones. Files are read when an entry is asked for and only once.
/// One thread at a time.
/// </summary>
public sealed partial class CatalogStore
{
    readonly ImmutableArray<ICatalogFolder> _folders;
    readonly Dictionary<(CatalogKind Kind, string Name, int Folder), Loaded> _loaded = [];
    Dictionary<string, Provenance>? _sources;
    readonly DiagnosticBag _sourceProblems = new();

    /// <summary>The catalog of some folders.</summary>
    /// <param name="folders">The built-in folder first; later folders replace or extend entries of earlier ones.</param>
    public CatalogStore(params IEnumerable<ICatalogFolder> folders) => _folders = [.. folders];

    /// <summary>A catalog with nothing in it.</summary>
    internal static CatalogStore Empty => new();

    /// <summary>Names of all entries of a kind, in order. Reads no file.</summary>
    public ImmutableArray<string> Names(CatalogKind kind) =>
        [.. _folders.SelectMany(f => f.Names(kind.Folder())).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The name that people use of an entry; null where the entry does not exist or states none.</summary>
    public string? Title(CatalogKind kind, string name) => (Entry(kind, name, default, new())?["title"] as Scalar)?.Text;

    /// <summary>An entry with its bases merged in and its sources resolved; null, and a diagnostic at <paramref name="at"/>, where it does not exist.</summary>
    internal Mapping? Entry(CatalogKind kind, string name, SourceSpan at, DiagnosticBag diagnostics)
    {
        var loaded = Load(kind, name, _folders.Length - 1, []);
        if (loaded is null)
        {
            ReportUnknown(kind, name, at, diagnostics);
            return null;
        }
        diagnostics.AddAll(loaded.Problems);
        return loaded.Mapping;
    }

    /// <summary>The entry that a name in a text means, with the name as a key of it unless it has one.</summary>
    internal Mapping? Named(CatalogKind kind, Scalar name, DiagnosticBag diagnostics)
    {
        var entry = Entry(kind, name.Text, name.At, diagnostics);
        return entry is null || entry["name"] is not null ? entry : entry.With(name with { Text = "name" }, name);
    }

    /// <summary>Says that an entry does not exist.</summary>
    void ReportUnknown(CatalogKind kind, string name, SourceSpan at, DiagnosticBag diagnostics) =>
        diagnostics.Error(kind.Unknown(), at, $"unknown {kind.One()} '{Quote.Short(name)}'", Nearest.Hint(name, Names(kind)) ?? $"the catalog has no {kind.Folder()}");

    /// <summary>Changes laid over an entry, or an entry that stands alone; memory that is added is put in its place.</summary>
    internal Mapping Overlay(CatalogKind kind, Mapping? basis, Mapping changes, DiagnosticBag diagnostics)
    {
        if (kind == CatalogKind.Accelerators) changes = AddedMemory.Expand(changes, basis, this, diagnostics);
        return basis is null ? changes : Merge.Over(basis, changes);
    }

    /// <summary>The documents that numbers come from.</summary>
    internal IReadOnlyDictionary<string, Provenance> Sources(DiagnosticBag diagnostics)
    {
        if (_sources is null)
        {
            _sources = new(StringComparer.Ordinal);
            foreach (var folder in _folders)
            {
                if (Open(folder, "sources.yaml", _sourceProblems) is not { } reader) continue;
                using (reader)
                {
                    if (YamlSource.Parse(folder.Display("sources.yaml"), reader, _sourceProblems) is not { } mapping) continue;
                    SourceKeys.All.TryRead(mapping, new Reading(_sourceProblems, this, NeedsSources: false), "sources", out var documents);
                    foreach (var document in documents) _sources[document.Name] = document.Value;
                }
            }
        }
        diagnostics.AddAll(_sourceProblems.All);
        return _sources;
    }

    // Looks in a folder and those under it; an entry whose base has its own name means the one under it.
    Loaded? Load(CatalogKind kind, string name, int topFolder, ImmutableArray<(CatalogKind, string, int)> through)
    {
        if (!EntryName.IsGood(name)) return null;
        var path = $"{kind.Folder()}/{name}.yaml";
        for (var folder = topFolder; folder >= 0; folder--)
        {
            var key = (kind, name, folder);
            if (_loaded.TryGetValue(key, out var known)) return known;
            var problems = new DiagnosticBag();
            using var reader = Open(_folders[folder], path, problems);
            if (reader is not null) return Read(key, reader, _folders[folder].Display(path), problems, through);
            if (problems.HasErrors) return _loaded[key] = new Loaded(null, [.. problems.All]);
        }
        return null;
    }

    static TextReader? Open(ICatalogFolder folder, string path, DiagnosticBag problems)
    {
        try
        {
            return folder.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(DiagnosticRules.Unreadable, new(folder.Display(path), 1, 1), $"the file cannot be read: {e.Message}", "check its permissions");
            return null;
        }
    }

    Loaded Read((CatalogKind Kind, string Name, int Folder) key, TextReader reader, string display, DiagnosticBag problems, ImmutableArray<(CatalogKind, string, int)> through)
    {
        var mapping = YamlSource.Parse(display, reader, problems);
        if (mapping is not null)
        {
            mapping = new SourceResolver(Sources(problems), problems).Resolve(mapping);
            mapping = WithBase(key, mapping, problems, through.Add(key), out var inCircle);
            if (inCircle) return new Loaded(null, [.. problems.All]); // not kept: each entry of the circle reports at its own place
        }
        return _loaded[key] = new Loaded(mapping, [.. problems.All]);
    }

    Mapping? WithBase((CatalogKind Kind, string Name, int Folder) key, Mapping mapping, DiagnosticBag problems, ImmutableArray<(CatalogKind, string, int)> through, out bool inCircle)
    {
        inCircle = false;
        if (mapping["base"] is not { } node) return Overlay(key.Kind, null, mapping, problems);
        if (node is not Scalar basis || basis.IsNull)
        {
            problems.Error(DiagnosticRules.WrongNode, node.At, $"'base' should be the name of another entry of {key.Kind.Folder()}");
            return null;
        }
        var top = basis.Text == key.Name ? key.Folder - 1 : _folders.Length - 1;
        for (var i = 0; i < through.Length; i++)
        {
            if (through[i].Item2 != basis.Text || through[i].Item3 > top) continue;
            inCircle = true;
            problems.Error(DiagnosticRules.BaseCycle, basis.At, $"'base' goes in a circle: {string.Join(" → ", through.Skip(i).Select(t => t.Item2))} → {basis.Text}", "break the circle");
            return null;
        }
        if (through.Length > YamlLimits.Depth)
        {
            inCircle = true; // another way in may be short enough
            problems.Error(DiagnosticRules.TooDeep, basis.At, $"more than {YamlLimits.Depth} bases stand under one another", "name a base nearer to the ground");
            return null;
        }
        if (Load(key.Kind, basis.Text, top, through) is not { } below)
        {
            if (basis.Text == key.Name)
            {
                problems.Error(DiagnosticRules.BaseCycle, basis.At, $"'{key.Name}' is its own base, and no folder under this one has an entry of that name", "name another base");
                return null;
            }
            ReportUnknown(key.Kind, basis.Text, basis.At, problems);
            return null;
        }
        problems.AddAll(below.Problems);
        inCircle = below.Mapping is null && below.Problems.Any(p => p.Id == DiagnosticRules.BaseCycle.Id || p.Id == DiagnosticRules.TooDeep.Id);
        return below.Mapping is null ? null : Overlay(key.Kind, below.Mapping, mapping.Without("base"), problems);
    }

    sealed record Loaded(Mapping? Mapping, ImmutableArray<Diagnostic> Problems);
}
