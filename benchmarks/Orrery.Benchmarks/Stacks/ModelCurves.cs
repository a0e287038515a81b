using Orrery.Concurrency.Coherence;
using Orrery.Reporting.Svg;
using Orrery.Scenarios;

namespace Orrery.Benchmarks.Stacks;

/// <summary>All stacks on modelled machines of two to 256 cores, as tables and as figures.</summary>
static class ModelCurves
{
    const string Ours = "sharded, adaptive", Published = "sharded, as published";
    static readonly int[] Cores = [1, 2, 4, 8, 16, 32, 64, 128, 192, 256];
    static readonly string[] Pools = [Ours, "ConcurrentStack", "ConcurrentBag", "lock", "ArrayPool"];
    static readonly string[] Stacks = [.. CoherenceStudy.Algorithms.Except(["ConcurrentBag", "ArrayPool"])];

    public static int Run(bool write)
    {
        var store = new CatalogStore(new DiskCatalogFolder(Path.Combine(Document.Root(), "catalog")));
        var page = new Document();
        foreach (var processor in store.Names(CatalogKind.Processors))
        {
            var diagnostics = new DiagnosticBag();
            if (store.Processor(processor, diagnostics) is not { } spec)
            {
                foreach (var problem in diagnostics.All) Console.Error.WriteLine(problem);
                return 2;
            }
            foreach (var percent in (int[])[100, 50, 10])
                Show(page, spec, $"{percent} % updates", $"stacks-{processor}-{percent}", new(UpdatePercent: percent), Stacks, write);
            Show(page, spec, "a pool, 200 ns held", $"stacks-{processor}-pool", new(Prefill: 512, HoldNanoseconds: 200), Pools, write);
            Show(page, spec, "a pool, put back by another core", $"stacks-{processor}-hand-over", new(Prefill: 1024, HoldNanoseconds: 200, HandsOver: true), Pools, write);
        }
        if (write) page.WriteTo("model");
        return 0;
    }

    static void Show(Document page, CoherenceSpec spec, string title, string file, CoherenceWorkload workload, string[] algorithms, bool write)
    {
        var rates = algorithms.ToDictionary(a => a, a => Cores.Select(cores => CoherenceStudy.Run(spec, a, cores, workload, 1_000_000)).ToArray(), StringComparer.Ordinal);
        page.Head([$"{spec.Name}: {title}", .. Cores.Select(c => $"{c}")]);
        foreach (var algorithm in algorithms) page.Row([algorithm, .. rates[algorithm].Select(r => $"{r.MegaOperationsPerSecond:0.0}")]);
        if (workload.HoldNanoseconds is null)
        {
            page.Row(["best as published ÷ best rival", .. Cores.Select((_, i) => Ratio(rates, i, Published))]);
            page.Row(["adaptive ÷ best rival", .. Cores.Select((_, i) => Ratio(rates, i, Ours))]);
            page.Row(["adaptive: eliminated", .. rates[Ours].Select(r => $"{r.EliminatedShare:0 %}")]);
            page.Row(["adaptive: operations a batch", .. rates[Ours].Select(r => $"{r.BatchSize:0.0}")]);
        }
        page.Line();
        if (!write) return;
        var lines = algorithms.Where(a => !a.StartsWith(Published, StringComparison.Ordinal) || a.EndsWith('1'))
            .Select((a, i) => new LineSeries(a, i, [.. Cores.Select((c, at) => new ChartPoint(c, rates[a][at].MegaOperationsPerSecond))]));
        var chart = new XyChart($"{spec.Name}: {title}", new("cores", "", AxisScale.Log), new("million operations a second")) { Lines = [.. lines] };
        File.WriteAllText(Path.Combine(Document.Root(), "docs", "images", file + ".svg"), XyChartSvg.Draw(chart));
        page.Line($"![{spec.Name}: {title}](images/{file}.svg)");
        page.Line();
    }

    static string Ratio(Dictionary<string, CoherenceResult[]> rates, int at, string of)
    {
        double Best(Func<string, bool> which) => rates.Where(r => which(r.Key)).Max(r => r.Value[at].MegaOperationsPerSecond);
        return $"{Best(a => a.StartsWith(of, StringComparison.Ordinal)) / Best(a => !a.StartsWith("sharded", StringComparison.Ordinal)):0.00}";
    }
}
