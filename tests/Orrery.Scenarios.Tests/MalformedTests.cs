using System.Globalization;
using Orrery.Testing;

namespace Orrery.Scenarios.Tests;

/// <summary>
/// Files with mistakes, and what is said of each: beside <c>x.yaml</c> stands <c>x.expected</c>, a line for each diagnostic in order:
/// its line and column, its id, and a part of its hint. With ORRERY_WRITE_EXPECTED set they are written anew, to be read before they are kept.
/// </summary>
public class MalformedTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "tests", "Orrery.Scenarios.Tests", "Malformed");

    public static TheoryData<string> Scenarios() => [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Entries() =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "catalog"), "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)[..^5].Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_scenario_with_mistakes_gets_all_of_them_said_at_their_places(string name)
    {
        var diagnostics = new DiagnosticBag();
        var reader = new ScenarioReader(SampleCatalog.Store()) { FileExists = path => path.EndsWith("here.csv", StringComparison.Ordinal), FileIdentity = _ => "contents" };
        var plan = reader.Read(Path.Combine(Folder, name + ".yaml"), diagnostics);
        Assert.Null(plan);
        Compare(name, diagnostics);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void A_catalog_entry_with_mistakes_gets_all_of_them_said_at_their_places(string path)
    {
        var store = new CatalogStore(new MemoryCatalogFolder(SampleCatalog.Files()), new DiskCatalogFolder(Path.Combine(Folder, "catalog")));
        var diagnostics = new DiagnosticBag();
        var parts = path.Split('/');
        store.Describe(Enum.Parse<CatalogKind>(parts[1], ignoreCase: true), parts[2], diagnostics);
        Assert.True(diagnostics.HasErrors);
        Compare(path, diagnostics);
    }

    [Fact]
    public void Every_diagnostic_is_shown_by_some_file()
    {
        // Those that a small file cannot show are tested by themselves.
        string[] elsewhere = ["ORR0010", "ORR0015", "ORR0016"];
        var shown = Directory.EnumerateFiles(Folder, "*.expected", SearchOption.AllDirectories).SelectMany(File.ReadAllLines).Select(l => l.Split(' ')[1]).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(DiagnosticRules.All.Select(r => r.Id).Except(shown).Except(elsewhere));
    }

    static void Compare(string name, DiagnosticBag diagnostics)
    {
        var path = Path.Combine(Folder, name + ".expected");
        var found = diagnostics.All.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.At.Line}:{d.At.Column} {d.Id} {d.Hint}").TrimEnd()).ToArray();
        if (Environment.GetEnvironmentVariable("ORRERY_WRITE_EXPECTED") is not null) File.WriteAllLines(path, found);
        var expected = File.ReadAllLines(path);
        var said = string.Join("\n", diagnostics.All);
        Assert.True(found.Length == expected.Length, $"{expected.Length} expected, found:\n{said}");
        foreach (var (want, got) in expected.Zip(found))
        {
            var (wantPlace, wantHint) = Split(want);
            var (gotPlace, gotHint) = Split(got);
            Assert.True(wantPlace == gotPlace && gotHint.Contains(wantHint, StringComparison.Ordinal), $"expected {want}\nfound\n{said}");
        }
    }

    static (string Place, string Hint) Split(string line)
    {
        var parts = line.Split(' ', 3);
        return ($"{parts[0]} {parts[1]}", parts.Length > 2 ? parts[2] : "");
    }
}
