using Orrery.Hardware;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>What tiers of the key-value cache outside the accelerators cost, draw and weigh.</summary>
static class KvTierEconomy
{
    /// <summary>The system with tiers that its hosts do not include added to its hosts, spread evenly; what a cluster shares stands with the engines that generate.</summary>
    public static SystemSpec With(SystemPlan plan, bool isPrefill)
    {
        var (system, node) = (plan.System, plan.System.Node);
        foreach (var tier in plan.Serving.KvTiers.Where(static tier => !tier.InHost))
        {
            var perHost = tier.Scope switch
            {
                KvScope.Device => (double)system.Count / system.HostCount,
                KvScope.Node => 1,
                _ => isPrefill ? 0 : 1.0 / system.HostCount,
            };
            var memory = tier.Memory;
            node = node with
            {
                HostPrice = node.HostPrice + memory.Capacity * memory.Price * perHost,
                HostPower = node.HostPower + memory.IdlePower * perHost,
                HostEmbodied = node.HostEmbodied + memory.Capacity * memory.EmbodiedHigh * perHost,
            };
        }
        return system with { Node = node };
    }

    /// <summary>Mean power of what moves in and out of the tiers.</summary>
    public static double Watts(ServingResult served) => served.Outside is { } outside && served.Makespan.Value > 0
        ? (outside.Tiers.Sum(static tier => tier.Energy.Value) + outside.Links.Sum(static link => link.Energy.Value)) / served.Makespan.Value
        : 0;
}
