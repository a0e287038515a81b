using Orrery.Units;

namespace Orrery.Hardware.Carbon;

/// <summary>
/// Embodied carbon of an accelerator by its die, memory and power, with the split of a vendor's product carbon footprint
/// (NVIDIA, HGX H100: memory 42 %, chips 25 %, thermal 18 %, electromechanical 4 %, assembly 8.6 %).
/// Checked against HGX B200 (284 kg, +3 %) and a measured A100 of 40 GB (127.6 kg, arXiv 2509.00093, −11 %).
/// </summary>
public static class PackageRegression
{
    /// <summary>The footprint of one; memory at its tiers' low estimate per byte. A die whose area is not published is left out.</summary>
    public static Kilograms Of(AcceleratorSpec accelerator)
    {
        var memory = Kilograms.Zero;
        foreach (var tier in accelerator.Memory) memory += tier.Capacity * tier.EmbodiedLow;
        var dieSquareCentimeters = accelerator.DieArea.Value * 1e4;
        var module = (21 + 10.5) * ModuleShare(accelerator); // power delivery and other chips; board, connectors and frame
        return new(1.10 * (2.52 * dieSquareCentimeters + module + memory.Value + 0.041 * accelerator.Tdp.Value));
    }

    /// <summary>
    /// Share of a module's board, frame and small parts that one accelerator has to itself: all from 300 W on, as every card has that the
    /// models were checked with; in proportion to its power where several chiplets share a module.
    /// </summary>
    internal static double ModuleShare(AcceleratorSpec accelerator) => Math.Min(1, accelerator.Tdp.Value / 300);
}
