using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Workloads;
using static Orrery.Evidence.ReproducedFigure;

namespace Orrery.Evidence;

/// <summary>How much slower Llama 4 Maverick gets on 128 units with batch and context: arXiv 2602.18568, Figure 10.</summary>
static class RingSlowdowns
{
    // What the figure's numbers leave out: with any of it, cells are off by up to twice.
    static readonly ImmutableArray<WorkOmission> LeftOut = [.. Enum.GetValues<WorkOmission>()];

    static readonly int[] Batches = [1, 2, 4, 8, 16, 32];

    static readonly (int Context, decimal[] Slowdowns)[] Published =
    [
        (8, [1.0m, 1.1m, 1.3m, 1.7m, 2.8m, 5.6m]),
        (16, [1.1m, 1.3m, 1.7m, 2.5m, 4.1m, 7.3m]),
        (32, [1.3m, 1.7m, 2.5m, 4.0m, 7.2m, 13.5m]),
        (64, [1.7m, 2.5m, 4.0m, 7.1m, 13.3m, 25.9m]),
        (128, [2.5m, 4.0m, 7.1m, 13.3m, 25.8m, 50.7m]),
    ];

    public static IEnumerable<ReproducedFigure> Figures(PublicationInputs inputs)
    {
        var ring = RingMachine.Of(inputs, "llama-4-maverick", 128, NumberFormat.Fp4, LeftOut);
        var one = ring.Decode(1, 8192).Seconds;
        foreach (var (context, slowdowns) in Published)
            for (var i = 0; i < Batches.Length; i++)
                yield return Number($"RPU-6 {context}K {Batches[i]}", $"slowdown of Llama 4 Maverick, {Batches[i]} sequences of {context}K tokens, 4 bits a weight", slowdowns[i],
                    ring.Decode(Batches[i], context * 1024).Seconds / one, "×", 0.035);
    }
}
