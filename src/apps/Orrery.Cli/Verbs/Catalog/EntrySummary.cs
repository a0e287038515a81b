using Orrery.Concurrency.Coherence;
using Orrery.Hardware;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;
using Orrery.Workloads.Architectures;

namespace Orrery.Cli.Verbs.Catalog;

/// <summary>An entry in a few words.</summary>
static class EntrySummary
{
    /// <summary>The entry's title and what matters most of it.</summary>
    public static (string Title, string Summary) Of(CatalogStore store, CatalogKind kind, string name)
    {
        var diagnostics = new DiagnosticBag();
        (string, string)? summary = kind switch
        {
            CatalogKind.Accelerators => Of(store.Accelerator(name, diagnostics)?.Spec),
            CatalogKind.Memories => Of(store.Memory(name, diagnostics)),
            CatalogKind.Links => Of(store.Link(name, diagnostics)),
            CatalogKind.Nodes => Of(store.Node(name, diagnostics)),
            CatalogKind.Models => Of(store.Model(name, diagnostics)),
            CatalogKind.Traffic => Of(store.Traffic(name, diagnostics)),
            CatalogKind.Prices => Of(store.Prices(name, diagnostics)),
            CatalogKind.Calibrations => Of(store.Calibration(name, diagnostics)),
            CatalogKind.Processors => Of(store.Processor(name, diagnostics)),
            CatalogKind.Engines => Of(store.Engine(name, diagnostics)),
            _ => Of(store.Grid(name, diagnostics)),
        };
        if (summary is not var (title, words)) return (name, "not well formed; see orrery catalog check");
        return (title == name ? store.Title(kind, name) ?? title : title, words);
    }

    static (string, string)? Of(AcceleratorSpec? accelerator) => accelerator is null ? null :
        (accelerator.Title, $"{string.Join(" + ", accelerator.Memory.Select(t => $"{t.Capacity} {t.Technology} at {t.ReadBandwidth}"))}, {accelerator.Engines[0].Peak} {accelerator.Engines[0].Type.ToString().ToLowerInvariant()}, {accelerator.Tdp}");

    static (string, string)? Of(MemoryTierSpec? memory) => memory is null ? null :
        (memory.Technology, $"{memory.Capacity} at {memory.ReadBandwidth}, {memory.ReadEnergy}{(memory.Writable ? "" : ", read-mostly")}");

    static (string, string)? Of(LinkSpec? link) => link is null ? null :
        (link.Technology, $"{link.Bandwidth} each way, {link.Latency}, up to {link.DomainSize} devices");

    static (string, string)? Of(NodeSpec? node) => node is null ? null :
        (node.Name, $"{node.AcceleratorsPerNode} accelerators, host {node.HostPower}");

    static (string, string)? Of(CatalogModel? model)
    {
        if (model is null) return null;
        var count = ParameterCount.Of(model.Spec);
        var active = count.Active < count.Total * 0.99 ? $" ({Billions(count.Active)} active)" : "";
        return (model.Spec.Title, $"{Billions(count.Total)} parameters{active}, {model.Spec.Layers.Length} layers, context {model.Spec.ContextLength:#,0}, {model.AsShipped.Weights.Name}");
    }

    static (string, string)? Of(CatalogTraffic? traffic) => traffic is null ? null :
        (traffic.Title, $"{traffic.Spec.Requests:#,0} requests at {traffic.Spec.Arrivals.Rate}");

    static (string, string)? Of(PriceBook? book) => book is null ? null :
        (book.Name, $"{book.Accelerators.Count} accelerators");

    static (string, string)? Of(CoherenceSpec? processor) => processor is null ? null :
        (processor.Name, $"{processor.CoresPerSocket} cores a socket, {processor.CoresPerCluster} a cluster; a line in {processor.ClusterNanoseconds:0}, {processor.SocketNanoseconds:0} or {processor.RemoteNanoseconds:0} ns");

    static (string, string)? Of(CalibrationSpec? calibration) => calibration is null ? null :
        (calibration.Name, $"{calibration.Kernels.Length} kernels, fitted to {calibration.Kernels.Sum(k => k.Points):#,0} measurements");

    static (string, string)? Of(EngineSpec? engine) => engine is null ? null :
        (engine.Name, $"{engine.Releases.Length} {(engine.Releases.Length == 1 ? "release" : "releases")}, fitted to {engine.Releases.Sum(r => r.Points):#,0} runs");

    static (string, string)? Of(CatalogGrid? grid) => grid is null ? null :
        (grid.Name, $"{grid.CarbonIntensity}, {grid.EnergyPrice}");

    static string Billions(long parameters) => SiFormat.Format(parameters, "", 3).Replace(" G", " B").Trim();
}
