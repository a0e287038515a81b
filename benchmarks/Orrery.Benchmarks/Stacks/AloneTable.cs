using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Orrery.Benchmarks.Stacks;

/// <summary>A thread that is alone, by BenchmarkDotNet: its tables, for numbers and for references.</summary>
static class AloneTable
{
    public static int Run(bool write)
    {
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "benchmarks"));
        var page = new Document();
        foreach (var (items, benchmarks) in (ReadOnlySpan<(string, Type)>)[("numbers", typeof(StackBenchmarks<long>)), ("references", typeof(StackBenchmarks<object>))])
        {
            var log = new AccumulationLogger();
            MarkdownExporter.GitHub.ExportToLog(BenchmarkRunner.Run(benchmarks, config), log);
            page.Line($"Of {items}:");
            page.Line();
            foreach (var line in log.GetLog().Split('\n').Where(line => line.StartsWith('|'))) page.Line(line.TrimEnd());
            page.Line();
        }
        if (write) page.WriteTo("alone");
        return 0;
    }
}
