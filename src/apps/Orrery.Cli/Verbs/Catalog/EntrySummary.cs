using Orrery.Hardware;
using Orrery.Scenarios;

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
            _ => (name, ""),
        };
        return summary ?? (name, "not well formed; see orrery catalog check");
    }

    static (string, string)? Of(AcceleratorSpec? accelerator) => accelerator is null ? null :
        (accelerator.Title, $"{string.Join(" + ", accelerator.Memory.Select(t => $"{t.Capacity} {t.Technology} at {t.ReadBandwidth}"))}, {accelerator.Engines[0].Peak} {accelerator.Engines[0].Type.ToString().ToLowerInvariant()}, {accelerator.Tdp}");

    static (string, string)? Of(MemoryTierSpec? memory) => memory is null ? null :
        (memory.Technology, $"{memory.Capacity} at {memory.ReadBandwidth}, {memory.ReadEnergy}{(memory.Writable ? "" : ", read-mostly")}");

    static (string, string)? Of(LinkSpec? link) => link is null ? null :
        (link.Technology, $"{link.Bandwidth} each way, {link.Latency}, up to {link.DomainSize} devices");

    static (string, string)? Of(NodeSpec? node) => node is null ? null :
        (node.Name, $"{node.AcceleratorsPerNode} accelerators, host {node.HostPower}");
}
