using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Memory;
using Orrery.Performance;
using Orrery.Workloads;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>Chiplets with capacity-optimised HBM on a ring, whose memory, arithmetic and network run side by side.</summary>
sealed class ReasoningProcessor : IPublication
{
    public string Id => "rpu";

    public string Title => "A Reasoning Processing Unit";

    public string Citation => "Adiletta, Wei and Brooks, HPCA 2026, arXiv 2602.18568";

    const string Baseline = "their H100s reach a quarter of the memory's bandwidth at batch 1; as measured kernels have it, ours reach more";

    // Table of results at one sequence of 8K tokens: units, milliseconds and watts.
    static readonly (string Id, string Model, string Name, int Units, decimal Milliseconds, decimal? Watts, double Tolerance)[] Tokens =
    [
        ("RPU-1", "llama-3.1-405b", "Llama 3.1 405B", 308, 1.4m, 2700, 0.10),
        ("RPU-2", "llama-3.1-405b", "Llama 3.1 405B", 428, 1.0m, 3800, 0.10),
        ("RPU-3", "llama-3.1-70b", "Llama 3.1 70B", 148, 0.5m, 1300, 0.12),
        ("RPU-3 peak", "llama-3.1-70b", "Llama 3.1 70B", 204, 0.4m, 1800, 0.12),
        ("RPU-3 small", "llama-3.1-8b", "Llama 3.1 8B", 108, 0.09m, 900, 0.12),
        ("RPU-5", "llama-4-maverick", "Llama 4 Maverick", 128, 0.2m, 1200, 0.30),
    ];

    static readonly (string Id, string Model, decimal Units)[] Optima =
        [("405B", "llama-3.1-405b", 428), ("70B", "llama-3.1-70b", 204), ("8B", "llama-3.1-8b", 108), ("Maverick", "llama-4-maverick", 128)];

    public IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        foreach (var (id, model, name, units, milliseconds, watts, tolerance) in Tokens)
        {
            var cost = RingMachine.Of(inputs, model, units).Decode(1, 8192);
            yield return Number(id, $"token of {name} on {units} units, MXFP4, 8K tokens, without the exchange of queries", milliseconds, cost.Seconds * 1e3, "ms", tolerance) with { Place = "§VI" };
            if (watts is { } power) yield return Number($"{id} power", $"power of {units} units meanwhile", power, cost.Joules / cost.Seconds, "W", 0.15) with { Place = "§VI", Basis = Basis.Fitted };
        }

        foreach (var figure in SpeedUps(inputs)) yield return figure;
        foreach (var figure in RingSlowdowns.Figures(inputs)) yield return figure with { Place = "Figure 10", Basis = Basis.Fitted };
        foreach (var (id, model, units) in Optima)
            yield return Number($"RPU-7 {id}", "units at which the ring takes as long as memory", units, RingMachine.Optimum(inputs, model), "", 0.14) with { Place = "§VI" };
        foreach (var figure in Stacks(inputs)) yield return figure with { Place = "§IV" };
        foreach (var figure in Speculation(inputs)) yield return figure with { Place = "Figure 14" };
        yield return Unreproducible("RPU-12", "throughput over H100", 18.6m, "×", "the abstract states no batch and no context") with { Place = "abstract" };
        foreach (var figure in Honest(inputs)) yield return figure;
    }

    static IEnumerable<ReproducedFigure> SpeedUps(PublicationInputs inputs)
    {
        var (large, small) = (RingMachine.Of(inputs, "llama-3.1-405b", 308).Decode(1, 8192), RingMachine.Of(inputs, "llama-3.1-70b", 148).Decode(1, 8192));
        var (fourCost, four) = Gpus(inputs, "llama-3.1-405b", 4);
        var (twoCost, two) = Gpus(inputs, "llama-3.1-70b", 2);
        // What the published speed-ups imply of the baseline: bytes over bandwidth, over the time that our ring and the speed-up give it.
        var (impliedLarge, impliedSmall) = (four / (45.3 * large.Seconds), two / (47.0 * small.Seconds));
        yield return Truth("RPU-4 same", "both speed-ups imply one utilisation of the baseline's memory, within a tenth", published: true, Math.Abs(impliedLarge / impliedSmall - 1) < 0.1);
        yield return Ours("RPU-4 implied", "share of their bandwidth that 4 H100 then reach", 100 * impliedLarge, "%");
        yield return Number("RPU-4 405B", "speed-up over 4 H100 of the same power", 45.3m, fourCost.Seconds / large.Seconds, "×", 0.05) with { Place = "§VI", Why = Baseline };
        yield return Number("RPU-4 70B", "speed-up over 2 H100 of the same power", 47.0m, twoCost.Seconds / small.Seconds, "×", 0.05) with { Place = "§VI", Why = Baseline };
        var peak = RingMachine.Of(inputs, "llama-3.1-405b", 428).Decode(1, 8192);
        yield return Number("RPU-8", "energy times delay of a token over 4 H100", 412m, fourCost.Joules * fourCost.Seconds / (peak.Joules * peak.Seconds), "×", 0.01) with { Place = "§VI", Why = Baseline };
    }

    // Weights of 4 bits, the cache of 8, as measured kernels have it; and the time at full bandwidth.
    static (StepCost Cost, double Bound) Gpus(PublicationInputs inputs, string model, int count)
    {
        var gpu = inputs.Accelerator("h100-sxm");
        var graph = OperatorGraph.Build(inputs.Model(model), RingMachine.Mxfp4 with { Weights = NumberFormat.Int4, Experts = null }, new(count));
        var steps = new StepModel(graph, gpu, MemoryPlanner.Plan(graph, gpu, new(), 0.95, 512, 1), PerformanceMode.Calibrated);
        steps.Evaluate(StepShapes.Decode(steps.Reaches, 1, 8192), out var cost);
        var bytes = 0.0;
        for (var t = 0; t < gpu.Memory.Length; t++) bytes += cost.ReadBytes[t];
        return (cost, bytes / (count * gpu.Memory[0].ReadBandwidth.Value));
    }

    static IEnumerable<ReproducedFigure> Stacks(PublicationInputs inputs)
    {
        var (full, small, two) = (new HbmStack(4, 4, 4, 1), new HbmStack(1, 1, 1, 1), new HbmStack(2, 1, 1, 1));
        static double PicojoulesPerBit(HbmStack stack) => stack.OwnReadEnergy.Value / 8e-12;
        yield return Number("RPU-9 HBM3e", "energy of a bit from a full stack", 3.44m, PicojoulesPerBit(full), "pJ/bit") with { Basis = Basis.Fitted };
        yield return Number("RPU-9 HBM-CO", "energy of a bit from the smallest stack", 1.45m, PicojoulesPerBit(small), "pJ/bit") with { Basis = Basis.Fitted };
        yield return Number("RPU-9 two ranks", "energy of a bit from a full stack over that from one of two ranks and one bank a group", 2m, PicojoulesPerBit(full) / PicojoulesPerBit(two), "×", 0.05) with { Basis = Basis.Fitted };
        yield return Number("RPU-9 bandwidth", "bandwidth over capacity of the smallest stack", 341m, small.Bandwidth.Value / 1e9 / (small.Capacity.Value / (1 << 30)), "/s") with { Basis = Basis.Arithmetic };
        yield return Number("RPU-9 read", "time to read all of it", 2.9m, (small.Capacity / small.Bandwidth).Value * 1e3, "ms", 0.1) with { Basis = Basis.Arithmetic };
        yield return Number("RPU-10", "cost of a full stack over the smallest", 35m, full.RelativeCost / small.RelativeCost, "×", 0.02) with { Basis = Basis.Fitted };
        yield return Number("RPU-10 byte", "cost of a byte of the smallest stack over the full one's", 1.81m, small.RelativeCostPerByte, "×") with { Basis = Basis.Fitted };
        yield return Number("RPU-10 two ranks", "cost of a byte of the stack of two ranks over the full one's", 1.6m, two.RelativeCostPerByte, "×") with { Basis = Basis.Fitted };
        var model = RingMachine.Of(inputs, "llama-3.1-405b", 64, NumberFormat.Fp4);
        yield return Truth("RPU-10 holds", "64 units with two such stacks each hold Llama 3.1 405B and 8K tokens", published: true, 64 * 2 * two.Capacity.Value >= model.StoredBytes(8192));
    }

    static IEnumerable<ReproducedFigure> Speculation(PublicationInputs inputs)
    {
        // Eight tokens looked ahead by the small model, on as many units as it is fastest on; 4.6 of each eight and one verified stand.
        var (ahead, stand) = (8, 4.6);
        var target = RingMachine.Of(inputs, "llama-3.1-70b", 200);
        var draft = RingMachine.Of(inputs, "llama-3.1-8b", RingMachine.Optimum(inputs, "llama-3.1-8b"));
        var rate = stand / (ahead * draft.Decode(1, 8192).Seconds + target.Decode(1, 8192, ahead).Seconds);
        yield return Number("RPU-11", "Llama 3.1 70B drafted by 8B on 200 units", 4423m, rate, "tokens/s", 0.1);
        yield return Number("RPU-11 gain", "the same over no speculation", 1.8m, rate * target.Decode(1, 8192).Seconds, "×", 0.16);
        const string Others = "makers' figures for their own machines, whose conditions are not stated";
        yield return Unreproducible("RPU-11 H200", "the same on H200", 134m, "tokens/s", Others);
        yield return Unreproducible("RPU-11 SambaNova", "on 16 SambaNova", 457m, "tokens/s", Others);
        yield return Unreproducible("RPU-11 Groq", "on about 500 Groq", 1678m, "tokens/s", Others);
        yield return Unreproducible("RPU-11 Cerebras", "on 4 Cerebras", 2148m, "tokens/s", Others);
    }

    // What the counts above leave out: the exchange of queries, the output matrix, experts of the whole batch, and, the other way, chunks.
    static IEnumerable<ReproducedFigure> Honest(PublicationInputs inputs)
    {
        foreach (var (id, model, units) in ((string, string, int)[])[("405B", "llama-3.1-405b", 428), ("70B", "llama-3.1-70b", 204)])
            yield return Ours($"RPU-honest {id}", $"token on {units} units with the exchange of queries", RingMachine.Of(inputs, model, units, omitted: []).Decode(1, 8192).Seconds * 1e3, "ms");
        var base1 = RingMachine.Of(inputs, "llama-4-maverick", 128, omitted: []).Decode(1, 8192).Seconds;
        foreach (var (sequences, context) in ((int, int)[])[(1, 128), (32, 8), (32, 128)])
            yield return Ours($"RPU-honest {context}K {sequences}", $"slowdown of Llama 4 Maverick, {sequences} sequences of {context}K tokens, nothing left out",
                RingMachine.Of(inputs, "llama-4-maverick", 128, omitted: []).Decode(sequences, context * 1024).Seconds / base1, "×");
    }
}
