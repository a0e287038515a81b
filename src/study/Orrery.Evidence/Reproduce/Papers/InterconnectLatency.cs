using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Collectives;
using Orrery.Performance;
using Orrery.Reporting.Svg;
using Orrery.Units;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>What share of a token is spent on the network as memory gets faster: why latency of the interconnect outweighs its bandwidth.</summary>
sealed class InterconnectLatency : IPublication
{
    public string Id => "interconnect-latency";

    public string Title => "Low-latency interconnect: the share of the network in a token";

    public string Citation => "Ma and Patterson, arXiv 2601.05047v2, opportunity \"low-latency interconnect\"; the shares are ours";

    static readonly double[] Faster = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    // Eight H100 with the library's own sums; with stores of every device to all others in 6 us, as engines' kernels do; and on a fabric of 1 us.
    static readonly (string Id, string Name, Seconds? Latency)[] Networks = [("NCCL", "NCCL", null), ("one-shot", "stores to all, 6 µs", new(6e-6)), ("fabric", "a fabric of 1 µs", new(1e-6))];

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var link = inputs.Accelerator("h100-sxm").ScaleUp!;
        foreach (var (id, name, latency) in Networks)
            foreach (var factor in (double[])[1, 10])
                yield return Ours($"NET {id} {factor:0}", $"share of the network in a token of Llama 3.1 405B on 8 H100, {name}, memory {factor:0} times as fast", 100 * Share(inputs, latency, factor), "%");
        // 32 KiB, the vector of one token: what the wires need for it beside what it takes.
        var bytes = 16384.0 * 2;
        var wires = 2 * 7.0 / 8 * bytes / link.Bandwidth.Value;
        yield return Truth("NET latency", "in a token's sum of 32 KiB, latency outweighs bandwidth", published: true, CollectiveModel.Create(link, null, 8).AllReduceSeconds(bytes) > 2 * wires);
        yield return Truth("NET grows", "the faster memory is, the larger the share of the network", published: true,
            Networks.All(network => Faster.Zip(Faster.Skip(1)).All(pair => Share(inputs, network.Latency, pair.First) < Share(inputs, network.Latency, pair.Second))));
    }

    public IEnumerable<XyChart> Charts(PublicationInputs inputs)
    {
        yield return new XyChart("Share of the network in a token of Llama 3.1 405B on 8 H100", new("memory bandwidth over that of H100", "", Min: 1, Max: 10), new("share of the network", "%", Min: 0, Max: 1))
        {
            Lines = [.. Networks.Select((network, i) => new LineSeries(network.Name, i, [.. Faster.Select(factor => new ChartPoint(factor, Share(inputs, network.Latency, factor)))], Markers: true))],
        };
    }

    // Weights and sums alone: no launches, no limit of power, one sequence of one token.
    static double Share(PublicationInputs inputs, Seconds? latency, double faster)
    {
        var gpu = inputs.Accelerator("h100-sxm");
        var link = latency is { } alpha ? gpu.ScaleUp! with { Library = CollectiveLibrary.AlphaBeta, Latency = alpha, InNetworkReduction = false } : gpu.ScaleUp!;
        gpu = gpu with
        {
            Calibration = null,
            LaunchOverhead = default,
            Tdp = new(double.PositiveInfinity),
            ScaleUp = link,
            Memory = [gpu.Memory[0] with { ReadBandwidth = gpu.Memory[0].ReadBandwidth * faster }],
        };
        var format = new Workloads.PrecisionSpec { Weights = NumberFormat.Fp8, Activations = NumberFormat.Fp8, Kv = NumberFormat.Fp8, Embeddings = NumberFormat.Fp8 };
        var graph = OperatorGraph.Build(inputs.Model("llama-3.1-405b"), format, new(8));
        var steps = new StepModel(graph, gpu, MemoryPlanner.Plan(graph, gpu, new(), 0.9, 512, 1), PerformanceMode.Calibrated);
        steps.Evaluate(StepShapes.Decode(steps.Reaches, 1, 1), out var cost);
        return cost.LinkSeconds / cost.Seconds;
    }
}
