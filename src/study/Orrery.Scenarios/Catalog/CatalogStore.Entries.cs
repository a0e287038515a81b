using System.Collections.Immutable;
using Orrery.Concurrency.Coherence;
using Orrery.Hardware;
using Orrery.Serving;

namespace Orrery.Scenarios;

public sealed partial class CatalogStore
{
    /// <summary>An accelerator; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public CatalogAccelerator? Accelerator(string name, DiagnosticBag diagnostics) => Bind(AcceleratorKeys.Shape, name, diagnostics, out _);

    /// <summary>One part of memory as if it were a tier; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public MemoryTierSpec? Memory(string name, DiagnosticBag diagnostics) => Bind(TierShape.Part, name, diagnostics, out _);

    /// <summary>A link; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public LinkSpec? Link(string name, DiagnosticBag diagnostics) => Bind(LinkKeys.Shape, name, diagnostics, out _);

    /// <summary>A node; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public NodeSpec? Node(string name, DiagnosticBag diagnostics) => Bind(NodeKeys.Shape, name, diagnostics, out _);

    /// <summary>A model; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public CatalogModel? Model(string name, DiagnosticBag diagnostics) => Bind(ModelKeys.Shape, name, diagnostics, out _);

    /// <summary>Traffic; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public CatalogTraffic? Traffic(string name, DiagnosticBag diagnostics) => Bind(TrafficKeys.Shape, name, diagnostics, out _);

    /// <summary>A price book; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public PriceBook? Prices(string name, DiagnosticBag diagnostics) => Bind(PriceKeys.Shape, name, diagnostics, out _);

    /// <summary>A grid; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public CatalogGrid? Grid(string name, DiagnosticBag diagnostics) => Bind(GridKeys.Shape, name, diagnostics, out _);

    /// <summary>A calibration; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public CalibrationSpec? Calibration(string name, DiagnosticBag diagnostics) => Bind(CalibrationKeys.Shape, name, diagnostics, out _);

    /// <summary>A serving engine; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public EngineSpec? Engine(string name, DiagnosticBag diagnostics) => Bind(EngineKeys.Shape, name, diagnostics, out _);

    /// <summary>A processor; null, with diagnostics, where it does not exist or is not well formed.</summary>
    public CoherenceSpec? Processor(string name, DiagnosticBag diagnostics) => Bind(ProcessorKeys.Shape, name, diagnostics, out _);

    /// <summary>Every number of an entry with what it rests on; empty, with diagnostics, where the entry does not exist.</summary>
    public ImmutableArray<CatalogNumber> Describe(CatalogKind kind, string name, DiagnosticBag diagnostics)
    {
        Reading? reading = null;
        switch (kind)
        {
            case CatalogKind.Accelerators: Bind(AcceleratorKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Memories: Bind(TierShape.Part, name, diagnostics, out reading); break;
            case CatalogKind.Links: Bind(LinkKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Nodes: Bind(NodeKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Models: Bind(ModelKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Traffic: Bind(TrafficKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Prices: Bind(PriceKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Calibrations: Bind(CalibrationKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Engines: Bind(EngineKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Processors: Bind(ProcessorKeys.Shape, name, diagnostics, out reading); break;
            case CatalogKind.Grids: Bind(GridKeys.Shape, name, diagnostics, out reading); break;
        }
        return reading is null ? [] : [.. reading.Numbers];
    }

    /// <summary>Reads every entry of every kind: each must bind, and each number must have a source.</summary>
    public void Check(DiagnosticBag diagnostics)
    {
        Sources(diagnostics);
        foreach (var kind in Enum.GetValues<CatalogKind>())
            foreach (var name in Names(kind))
                Describe(kind, name, diagnostics);
    }

    T? Bind<T>(EntryShape<T> shape, string name, DiagnosticBag diagnostics, out Reading reading) where T : class
    {
        reading = new Reading(diagnostics, this, NeedsSources: true);
        var named = new Scalar(name, IsPlain: true, new SourceSpan($"catalog/{shape.Kind.Folder()}", 1, 1));
        var before = diagnostics.Reports;
        if (Named(shape.Kind, named, diagnostics) is not { } mapping) return null;
        new TableShape<T>(shape.Table, shape.Bind).TryRead(mapping, reading, "", out var value);
        return diagnostics.Reports == before ? value : null;
    }
}
