using Orrery.Hardware;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Performance.Tests;

/// <summary>Machines and models that tests share, from research-grade figures: H100 SXM data sheet, Llama 3.1 and DeepSeek-V3 configurations.</summary>
static class Machines
{
    public static MemoryTierSpec Hbm3 { get; } = new()
    {
        Name = "hbm",
        Technology = "HBM3",
        Capacity = new(80e9),
        ReadBandwidth = new(3.35e12),
        Latency = new(100e-9),
        Efficiency = 0.8,
        ReadEnergy = new(3.9e-12 * 8),
    };

    public static LinkSpec NvLink4 { get; } = new()
    {
        Technology = "NVLink4",
        Bandwidth = new(450e9),
        Latency = new(2e-6),
        DomainSize = 8,
        InNetworkReduction = true,
        Energy = new(1.3e-12 * 8),
        Library = CollectiveLibrary.Nccl,
        Nccl = new NcclLink(new(370.8e9), 18, 90),
    };

    public static LinkSpec Infiniband { get; } = new()
    {
        Technology = "InfiniBand NDR",
        Bandwidth = new(50e9),
        Latency = new(5e-6),
        DomainSize = 4096,
        Topology = Topology.FatTree,
    };

    public static AcceleratorSpec H100 { get; } = new()
    {
        Name = "h100-sxm",
        Title = "H100",
        Vendor = "NVIDIA",
        Engines = [new(ComputeType.Bf16, new(989e12), 0.803), new(ComputeType.Fp8, new(1979e12), 0.709)],
        Memory = [Hbm3],
        ScaleUp = NvLink4,
        ScaleOut = Infiniband,
        Tdp = new(700),
        IdlePower = new(150),
        ComputeEnergy = new(0.6e-12),
        LaunchOverhead = new(3e-6),
        AttentionEfficiency = 0.6,
        ReservedMemory = new(3.9e9),
    };

    public static ModelSpec Llama(string name, int layers, int hidden, int heads, int kvHeads, int width, int vocabulary = 128256) => new()
    {
        Name = name,
        Title = name,
        Hidden = hidden,
        Vocabulary = vocabulary,
        ContextLength = 131072,
        Layers = [.. Enumerable.Repeat(new LayerSpec(new AttentionSpec { Heads = heads, KvHeads = kvHeads, HeadDim = 128 }, new DenseSpec { Width = width }), layers)],
    };

    public static ModelSpec Llama8B { get; } = Llama("llama-3.1-8b", 32, 4096, 32, 8, 14336);

    public static ModelSpec Llama70B { get; } = Llama("llama-3.1-70b", 80, 8192, 64, 8, 28672);

    public static ModelSpec Llama405B { get; } = Llama("llama-3.1-405b", 126, 16384, 128, 8, 53248);

    static LatentAttentionSpec Mla { get; } = new() { Heads = 128, QueryRank = 1536, KvRank = 512, NopeDim = 128, RopeDim = 64, ValueDim = 128 };

    public static ModelSpec DeepSeekV3 { get; } = new()
    {
        Name = "deepseek-v3",
        Title = "DeepSeek-V3",
        Hidden = 7168,
        Vocabulary = 129280,
        ContextLength = 163840,
        Layers = [.. Enumerable.Repeat(new LayerSpec(Mla, new DenseSpec { Width = 18432 }), 3), .. Enumerable.Repeat(new LayerSpec(Mla, new ExpertsSpec { Experts = 256, TopK = 8, Width = 2048, Shared = 1 }), 58)],
    };

    public static PrecisionSpec Bf16 { get; } = new();

    public static PrecisionSpec Fp8 { get; } = new() { Weights = NumberFormat.Fp8, Activations = NumberFormat.Fp8, Kv = NumberFormat.Fp8 };

    public static StepModel Model(
        ModelSpec model, PrecisionSpec precision, ParallelismSpec parallelism, AcceleratorSpec? accelerator = null,
        PerformanceMode mode = PerformanceMode.Calibrated, PlacementSpec? placement = null)
    {
        var graph = OperatorGraph.Build(model, precision, parallelism);
        var device = accelerator ?? H100;
        return new StepModel(graph, device, Plan(graph, device, placement), mode);
    }

    public static MemoryPlan Plan(OperatorGraph graph, AcceleratorSpec accelerator, PlacementSpec? placement = null)
        => MemoryPlanner.Plan(graph, accelerator, placement ?? new(), 0.9, 8192, 256);

    public static StepCost Cost(this StepModel model, StepShape shape)
    {
        model.Evaluate(shape, out var cost);
        return cost;
    }

    public static StepShape Decode(this StepModel model, int sequences, long context) => StepShapes.Decode(model.Reaches, sequences, context);

    public static StepShape Prefill(this StepModel model, int sequences, int tokens) => StepShapes.Prefill(model.Reaches, sequences, 0, tokens);
}
