using Orrery.Simulation;

namespace Orrery.Scenarios.Tests;

/// <summary>Damaged scenarios and entries: nothing throws, nothing hangs, and what is refused is refused with a reason.</summary>
public class FuzzTests
{
    static readonly string[] Pieces = ["{", "}", "[", "]", ":", ",", "\n", "  ", "-", "#", "\"", "'", "&a ", "*a", "!!x ", "|", ">", "\t", "\0", "null", "~", "1e400", "-5", ".nan", "0", "99999999999", "base: alpha", "hbm", "%", "@", "?", "---\n", "\r"];

    [Fact]
    public void A_damaged_scenario_never_throws()
    {
        var random = new RandomStreams(20260).Get("fuzz.scenario");
        for (var i = 0; i < 800; i++)
        {
            var text = Damage(Scenarios.Good, random);
            var plan = Scenarios.Read(text, out var diagnostics);
            Assert.True(plan is null == diagnostics.HasErrors, text);
            if (plan is not null) Assert.Equal(plan.Hash, Scenarios.Plan(PlanText.Write(plan)).Hash);
        }
    }

    [Fact]
    public void A_damaged_catalog_never_throws()
    {
        var random = new RandomStreams(20261).Get("fuzz.catalog");
        var files = SampleCatalog.Files();
        for (var i = 0; i < 200; i++)
        {
            var damaged = new Dictionary<string, string>(files, StringComparer.Ordinal);
            var path = files.Keys.ElementAt(random.NextInt(files.Count));
            damaged[path] = Damage(damaged[path], random);
            var store = new CatalogStore(new MemoryCatalogFolder(damaged));
            var diagnostics = new DiagnosticBag();
            store.Check(diagnostics);
            var plan = Scenarios.Read(Scenarios.Good, out var said, store);
            Assert.True(plan is null == said.HasErrors, damaged[path]);
        }
    }

    static string Damage(string text, RandomSource random)
    {
        for (var times = 1 + random.NextInt(3); times > 0; times--)
        {
            var at = random.NextInt(text.Length);
            var length = Math.Min(1 + random.NextInt(12), text.Length - at);
            text = random.NextInt(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.NextInt(Pieces.Length)]),
                2 => text.Remove(at, length).Insert(at, Pieces[random.NextInt(Pieces.Length)]),
                3 => text.Insert(random.NextInt(text.Length), text.Substring(at, length)),
                _ => Swap(text, random),
            };
            if (text.Length == 0) return "x";
        }
        return text;
    }

    // Exchanges two words: still well-formed YAML as a rule, with the wrong thing in the wrong place.
    static string Swap(string text, RandomSource random)
    {
        var words = text.Split(' ');
        var (a, b) = (random.NextInt(words.Length), random.NextInt(words.Length));
        (words[a], words[b]) = (words[b], words[a]);
        return string.Join(' ', words);
    }
}
