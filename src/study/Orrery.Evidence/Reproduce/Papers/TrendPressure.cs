using System.Collections.Immutable;
using System.Numerics;
using Orrery.Hardware;
using Orrery.Hardware.Collectives;
using Orrery.Performance;
using Orrery.Workloads;
using Orrery.Workloads.Architectures;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>
/// Which trends stress what (the matrix of arXiv 2601.05047v2, Table 2): each trend's traffic beside plain traffic, both on as many H100 as hold
/// weights and cache, worked out by the operators. A resource is stressed where a request asks for a quarter more of it.
/// </summary>
static class TrendPressure
{
    const int Batch = 64;
    const double Stressed = 1.25;

    /// <summary>What a batch asks for: bytes held; device-seconds of memory and of arithmetic where that is what they wait for; seconds of messages that carry nothing.</summary>
    readonly record struct Demand(double Bytes, double Memory, double Latency, double Compute);

    /// <summary>Traffic: tokens in, tokens out, and passes over the whole output at once where it is not generated token by token.</summary>
    readonly record struct Load(int Input, int Output, int Passes = 0);

    static readonly PrecisionSpec Fp8 = new() { Weights = NumberFormat.Fp8, Activations = NumberFormat.Fp8, Kv = NumberFormat.Fp8 };

    static readonly Load Chat = new(1024, 256);

    // The traffic of each trend, and whether the paper has it stress compute too.
    static readonly (string Name, Load Load, bool Compute)[] Trends =
    [
        ("reasoning", Chat with { Output = 10_240 }, false),
        ("multimodal", new(8192, 4096), true),
        ("long context", Chat with { Input = 131_072 - 256 }, true),
        ("retrieval", Chat with { Input = 16_384 }, true),
    ];

    public static IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var device = inputs.Accelerator("h100-sxm");
        var dense = inputs.Model("llama-3.1-405b");
        var plain = Of(dense, device, Chat);

        var experts = inputs.Model("deepseek-v3");
        var narrow = Of(Dense(experts), device, Chat);
        foreach (var figure in Rows("mixture of experts", Of(experts, device, Chat), narrow, memory: true, compute: false)) yield return figure;
        foreach (var (name, load, compute) in Trends)
            foreach (var figure in Rows(name, Of(dense, device, load), plain, memory: true, compute)) yield return figure;
        foreach (var figure in Rows("diffusion", Of(dense, device, Chat with { Passes = 64 }), plain, memory: false, compute: true)) yield return figure;
    }

    static IEnumerable<ReproducedFigure> Rows(string trend, Demand with, Demand without, bool memory, bool compute)
    {
        (string Resource, double With, double Without, bool Published)[] resources =
        [
            ("memory capacity", with.Bytes, without.Bytes, memory), ("memory bandwidth", with.Memory, without.Memory, memory),
            ("interconnect latency", with.Latency, without.Latency, memory), ("compute", with.Compute, without.Compute, compute),
        ];
        foreach (var (resource, a, b, published) in resources)
            yield return Truth($"MP-3 {trend}, {resource}", $"{trend} stresses {resource}", published, a > Stressed * b) with { Place = "Table 2" };
    }

    static Demand Of(ModelSpec model, AcceleratorSpec device, Load load)
    {
        var bytes = WeightFootprint.Of(model, Fp8).Total.Value + Batch * KvFootprint.Of(model).Size(load.Input + load.Output, Fp8.Kv).Value;
        var devices = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(bytes / device.Memory[0].Capacity.Value));
        // Experts are spread over ranks that attend to different requests, as they are served; all else is split.
        var parallelism = model.Layers.Any(layer => layer.FeedForward is ExpertsSpec) ? new ParallelismSpec(Data: devices, Expert: devices) : new ParallelismSpec(devices);
        var graph = OperatorGraph.Build(model, Fp8, parallelism);
        var steps = new StepModel(graph, device, MemoryPlanner.Plan(graph, device, new(), 1, 1, 1), PerformanceMode.Ideal);
        var message = CollectiveModel.Create(device.ScaleUp is { } up ? up with { Library = CollectiveLibrary.AlphaBeta } : null, device.ScaleOut, devices).AllReduceSeconds(0);

        var demand = new Demand(bytes, 0, 0, 0);
        Add(StepShapes.Prefill(steps.Reaches, Batch, 0, load.Input), 1);
        if (load.Passes > 0) Add(StepShapes.Prefill(steps.Reaches, Batch, load.Input, load.Output), load.Passes);
        else Add(StepShapes.Decode(steps.Reaches, Batch, load.Input + load.Output / 2), load.Output);
        return demand;

        void Add(in StepShape shape, double times)
        {
            foreach (var op in steps.Breakdown(shape))
                demand = op switch
                {
                    { Bound: "network" } => demand with { Latency = demand.Latency + times * op.Count * message },
                    { Bound: "compute" } => demand with { Compute = demand.Compute + times * op.Seconds * devices },
                    { Flops: > 0 } => demand with { Memory = demand.Memory + times * op.Seconds * devices },
                    _ => demand, // pointwise: fused with what is beside it
                };
        }
    }

    /// <summary>The model with layers as wide as the experts that a token visits, so that each token takes the same arithmetic.</summary>
    static ModelSpec Dense(ModelSpec model) => model with
    {
        Layers = [.. model.Layers.Select(layer => layer.FeedForward is ExpertsSpec e
            ? layer with { FeedForward = new DenseSpec { Width = e.TopK * e.Width + e.Shared * (e.SharedWidth > 0 ? e.SharedWidth : e.Width), Gated = true } }
            : layer)],
    };
}
