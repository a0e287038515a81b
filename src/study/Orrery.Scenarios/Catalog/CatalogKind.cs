namespace Orrery.Scenarios;

/// <summary>The kinds of catalog entries; each is a folder of the catalog.</summary>
public enum CatalogKind
{
    /// <summary>Packages with engines, memory tiers, links, power, dies.</summary>
    Accelerators,

    /// <summary>Stacks, modules and cards of memory.</summary>
    Memories,

    /// <summary>Networks that an accelerator's ports reach.</summary>
    Links,

    /// <summary>Hosts.</summary>
    Nodes,

    /// <summary>Architectures of language models.</summary>
    Models,

    /// <summary>Traffic.</summary>
    Traffic,

    /// <summary>Price books.</summary>
    Prices,

    /// <summary>Grids.</summary>
    Grids,

    /// <summary>What architectures' kernels reach of their data sheets.</summary>
    Calibrations,

    /// <summary>What serving engines were measured to add to kernels.</summary>
    Engines,

    /// <summary>Processors as the cache lines that their cores share.</summary>
    Processors,
}

/// <summary>What the catalog's kinds are called.</summary>
static class CatalogKinds
{
    /// <summary>The folder's name.</summary>
    public static string Folder(this CatalogKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>One entry, in a message.</summary>
    public static string One(this CatalogKind kind) => kind switch
    {
        CatalogKind.Memories => "memory",
        CatalogKind.Traffic => "traffic",
        CatalogKind.Prices => "price book",
        _ => kind.Folder()[..^1],
    };

    /// <summary>What is said where an entry does not exist.</summary>
    public static DiagnosticRule Unknown(this CatalogKind kind) => kind switch
    {
        CatalogKind.Accelerators => DiagnosticRules.UnknownAccelerator,
        CatalogKind.Memories => DiagnosticRules.UnknownMemory,
        CatalogKind.Links => DiagnosticRules.UnknownLink,
        CatalogKind.Nodes => DiagnosticRules.UnknownNode,
        CatalogKind.Models => DiagnosticRules.UnknownModel,
        CatalogKind.Traffic => DiagnosticRules.UnknownTraffic,
        CatalogKind.Prices => DiagnosticRules.UnknownPrices,
        CatalogKind.Processors => DiagnosticRules.UnknownProcessor,
        CatalogKind.Calibrations => DiagnosticRules.UnknownCalibration,
        CatalogKind.Engines => DiagnosticRules.UnknownEngine,
        _ => DiagnosticRules.UnknownGrid,
    };
}
