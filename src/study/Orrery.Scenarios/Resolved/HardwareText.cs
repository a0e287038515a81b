using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Scenarios;

/// <summary>Writes hardware in full.</summary>
static class HardwareText
{
    public static void Accelerator(YamlText text, AcceleratorSpec spec, bool kernelsMeasured)
    {
        text.Put(AcceleratorKeys.Name, spec.Name).Put(AcceleratorKeys.Title, spec.Title).Put(AcceleratorKeys.Vendor, spec.Vendor);
        if (spec.Year != 0) text.Put(AcceleratorKeys.Year, spec.Year);
        text.Map(AcceleratorKeys.Engines.Name, t =>
        {
            foreach (var rate in spec.Engines)
                t.Map(rate.Type.ToString().ToLowerInvariant(), e => e.Put(AcceleratorKeys.Peak, rate.Peak).Put(AcceleratorKeys.MatmulEfficiency, rate.MatMulEfficiency));
        });
        text.Map(AcceleratorKeys.Memory.Name, t =>
        {
            foreach (var tier in spec.Memory) t.Map(tier.Name, m => Tier(m, tier));
        });
        if (spec.ScaleUp is { } up) text.Map(AcceleratorKeys.ScaleUp.Name, t => Link(t, up));
        if (spec.ScaleOut is { } scaleOut) text.Map(AcceleratorKeys.ScaleOut.Name, t => Link(t, scaleOut));
        text.Put(AcceleratorKeys.Tdp, spec.Tdp)
            .Put(AcceleratorKeys.IdlePower, spec.IdlePower)
            .Put(AcceleratorKeys.ComputeEnergy, spec.ComputeEnergy)
            .Put(AcceleratorKeys.MovementEnergy, spec.MovementEnergy)
            .Put(AcceleratorKeys.VoltageFloor, spec.VoltageFloor)
            .Put(AcceleratorKeys.Execution, spec.Execution);
        if (spec.OnChipMemory.Value > 0) text.Put(AcceleratorKeys.OnChipMemory, spec.OnChipMemory);
        text.Maybe(AcceleratorKeys.PowerDensityLimit, spec.PowerDensityLimit)
            .Put(AcceleratorKeys.LaunchOverhead, spec.LaunchOverhead)
            .Put(AcceleratorKeys.AttentionEfficiency, spec.AttentionEfficiency);
        if (spec.Calibration is { } calibration)
        {
            text.Map(AcceleratorKeys.Calibration.Name, t => Calibration(t, calibration));
            text.Put(AcceleratorKeys.KernelsMeasured, kernelsMeasured);
        }

        text.Maybe(AcceleratorKeys.MeasuredPower, spec.MeasuredPower)
            .Put(AcceleratorKeys.ReservedMemory, spec.ReservedMemory)
            .Put(AcceleratorKeys.ProcessNanometers, spec.ProcessNanometers)
            .Put(AcceleratorKeys.DieArea, spec.DieArea)
            .Put(AcceleratorKeys.DieCount, spec.DieCount)
            .Maybe(AcceleratorKeys.Price, spec.Price)
            .Maybe(AcceleratorKeys.Rent, spec.Rent)
            .Maybe(AcceleratorKeys.VendorEmbodied, spec.VendorEmbodied);
    }

    static void Calibration(YamlText text, CalibrationSpec calibration)
    {
        text.Put(CalibrationKeys.Name, calibration.Name).Items(CalibrationKeys.Kernels.Name, calibration.Kernels, Kernel);
        if (!calibration.Collectives.IsEmpty) text.Items(CalibrationKeys.Collectives.Name, calibration.Collectives, Collective);
    }

    static void Kernel(YamlText text, KernelFit fit)
    {
        text.Put(CalibrationKeys.Kind, fit.Kind);
        if (fit.Format.Length > 0) text.Put(CalibrationKeys.Format, fit.Format);
        if (fit.Version.Length > 0) text.Put(CalibrationKeys.Version, fit.Version);
        text.Put(CalibrationKeys.Launch, fit.Launch)
            .Put(CalibrationKeys.Compute, fit.Compute)
            .Put(CalibrationKeys.Memory, fit.Memory)
            .Put(CalibrationKeys.Activations, fit.Activations)
            .Put(CalibrationKeys.Elsewhere, fit.Elsewhere)
            .Put(CalibrationKeys.Cache, fit.Cache)
            .Put(CalibrationKeys.Depth, fit.Depth)
            .Put(CalibrationKeys.Unit, fit.Unit)
            .Put(CalibrationKeys.Padding, fit.Padding)
            .Put(CalibrationKeys.Points, fit.Points)
            .Put(CalibrationKeys.Residual, fit.Residual);
    }

    static void Collective(YamlText text, CollectiveFit fit) => text
        .Put(CalibrationKeys.CollectiveKind, fit.Kind)
        .Put(CalibrationKeys.Link, fit.Link)
        .Put(CalibrationKeys.Launch, fit.Launch)
        .Put(CalibrationKeys.Step, fit.Step)
        .Put(CalibrationKeys.Fast, fit.Fast)
        .Put(CalibrationKeys.Start, fit.Start)
        .Put(CalibrationKeys.BulkStep, fit.BulkStep)
        .Put(CalibrationKeys.Bulk, fit.Bulk)
        .Put(CalibrationKeys.Copy, fit.Copy)
        .Put(CalibrationKeys.Sharing, fit.Sharing)
        .Put(CalibrationKeys.Devices, fit.Devices)
        .Put(CalibrationKeys.Points, fit.Points)
        .Put(CalibrationKeys.Residual, fit.Residual);

    public static void Node(YamlText text, NodeSpec node) => text
        .Put(NodeKeys.Name, node.Name)
        .Put(NodeKeys.AcceleratorsPerNode, node.AcceleratorsPerNode)
        .Put(NodeKeys.HostPower, node.HostPower)
        .Put(NodeKeys.HostSpeed, node.HostSpeed)
        .Put(NodeKeys.HostPrice, node.HostPrice)
        .Put(NodeKeys.HostEmbodied, node.HostEmbodied)
        .Maybe(NodeKeys.RackUnits, node.RackUnits);

    public static void Tier(YamlText text, MemoryTierSpec tier)
    {
        if (!tier.RandomReads.IsEmpty) text.Items(MemoryKeys.RandomReads.Name, tier.RandomReads, static (t, rate) => t.Put(MemoryKeys.ReadSize, rate.Size).Put(MemoryKeys.ReadRate, rate.Bandwidth));
        Figures(text, tier);
        if (tier.Processing is { } engines) ProcessingKeys.Write(text, engines);
    }

    static void Figures(YamlText text, MemoryTierSpec tier) => text
        .Put(MemoryKeys.Technology, tier.Technology)
        .Put(MemoryKeys.Capacity, tier.Capacity)
        .Put(MemoryKeys.ReadBandwidth, tier.ReadBandwidth)
        .Maybe(MemoryKeys.WriteBandwidth, tier.WriteBandwidth)
        .Put(MemoryKeys.Latency, tier.Latency)
        .Maybe(MemoryKeys.UnloadedLatency, tier.UnloadedLatency)
        .Put(MemoryKeys.AccessSize, tier.AccessSize)
        .Maybe(MemoryKeys.MaxInFlight, tier.MaxInFlight)
        .Maybe(MemoryKeys.MaxOutstanding, tier.MaxOutstanding)
        .Maybe(MemoryKeys.PrefetchBuffer, tier.PrefetchBuffer)
        .Maybe(MemoryKeys.PrefetchLead, tier.PrefetchLead)
        .Maybe(MemoryKeys.WeightPiece, tier.WeightPiece)
        .Put(MemoryKeys.Efficiency, tier.Efficiency)
        .MaybeText(MemoryKeys.Path, tier.Path)
        .Put(MemoryKeys.ReadEnergy, tier.ReadEnergy)
        .Maybe(MemoryKeys.WriteEnergy, tier.WriteEnergy)
        .Put(MemoryKeys.IdlePower, tier.IdlePower)
        .Put(MemoryKeys.Writable, tier.Writable)
        .Maybe(MemoryKeys.EnduranceCycles, tier.EnduranceCycles)
        .Maybe(MemoryKeys.WriteAmplification, tier.WriteAmplification == 1 ? null : tier.WriteAmplification)
        .Put(MemoryKeys.Price, tier.Price)
        .Put(MemoryKeys.EmbodiedLow, tier.EmbodiedLow)
        .Put(MemoryKeys.EmbodiedHigh, tier.EmbodiedHigh);

    public static void Link(YamlText text, LinkSpec link)
    {
        text.Put(LinkKeys.Technology, link.Technology)
            .Put(LinkKeys.Bandwidth, link.Bandwidth)
            .Put(LinkKeys.Latency, link.Latency)
            .Put(LinkKeys.DomainSize, link.DomainSize)
            .Put(LinkKeys.Topology, link.Topology);
        if (link.Topology == Topology.Torus) text.Put(LinkKeys.Dimensions, link.Dimensions);
        text.Put(LinkKeys.InNetworkReduction, link.InNetworkReduction)
            .Put(LinkKeys.Efficiency, link.Efficiency)
            .Put(LinkKeys.Energy, link.Energy)
            .Put(LinkKeys.Library, link.Library);
        if (link.Nccl is { } nccl)
            text.Map(LinkKeys.Nccl.Name, t => t.Put(LinkKeys.BusBandwidth, nccl.BusBandwidth).Put(LinkKeys.Channels, nccl.Channels).Put(LinkKeys.ComputeCapability, nccl.ComputeCapability));
        if (link.Stragglers is { } stragglers) StragglerKeys.Write(text, stragglers);
    }
}
