using Orrery.Hardware;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>Reads how prompts are handed over, with the links of the devices where the text does not say.</summary>
static class HandOffReader
{
    /// <summary>The hand-off between a system and its engines for prompts; null, with diagnostics, where it cannot be.</summary>
    public static HandOffSpec? Read(SystemPlan system, MappingReader reader)
    {
        var prefill = system.Prefill!;
        var diagnostics = reader.Diagnostics;
        if (prefill.Precision.Kv != system.Precision.Kv)
            diagnostics.Error(DiagnosticRules.HandOffFormat, reader.Mapping.At, $"the cache is {prefill.Precision.Kv.Name} where prompts are computed and {system.Precision.Kv.Name} where the rest is generated", "give both the same 'precision.kv'");
        var send = reader.Find(HandOffKeys.Send) ?? Links(prefill);
        var receive = reader.Find(HandOffKeys.Receive) ?? Links(system);
        if (send is not null && receive is not null)
            return new(send.Value, receive.Value, reader.Find(HandOffKeys.Latency) ?? Link(system)?.Latency ?? default, reader.Get(HandOffKeys.LocalTokens));
        var without = send is null ? prefill : system;
        diagnostics.Error(DiagnosticRules.HandOffLink, reader.Mapping.At, $"'{without.System.Accelerator.Name}' has no link, and 'hand-off' gives no rate", $"add 'hand-off: {{ {(send is null ? HandOffKeys.Send.Name : HandOffKeys.Receive.Name)}: 50 GB/s }}'");
        return null;
    }

    /// <summary>Says that a hand-off has nobody to hand over.</summary>
    public static void Unused(MappingReader system) =>
        system.Diagnostics.Error(DiagnosticRules.HandOffUnused, system.At(SystemKeys.HandOff), $"'{system.PathOf(SystemKeys.HandOff)}' needs engines that compute prompts", "add 'prefill: { count: … }', or remove 'hand-off'");

    internal static LinkSpec? Link(SystemPlan system) => system.System.Accelerator.ScaleOut ?? system.System.Accelerator.ScaleUp;

    internal static BytesPerSecond? Links(SystemPlan system) =>
        Link(system) is { } link ? new(link.Bandwidth.Value * link.Efficiency * system.Parallelism.DevicesPerEngine) : null;
}
