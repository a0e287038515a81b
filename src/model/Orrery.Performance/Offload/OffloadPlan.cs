using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Memory;
using Orrery.Units;

namespace Orrery.Performance;

/// <summary>Weights of one device that are read neuron by neuron or expert by expert.</summary>
/// <param name="Bytes">All of them.</param>
/// <param name="Chunk">Bytes that lie together.</param>
/// <param name="Activity">Which of them tokens use.</param>
/// <param name="DensePrompts">Whether prompts use all of them.</param>
readonly record struct OffloadedWeights(double Bytes, double Chunk, NeuronActivity Activity, bool DensePrompts);

/// <summary>What a step loads, on one device.</summary>
/// <param name="SparseBytes">Neurons and experts that were not there.</param>
/// <param name="StreamedBytes">Weights read in order.</param>
/// <param name="Seconds">Time of reading them all.</param>
/// <param name="ManagementSeconds">Time of putting neurons in their place.</param>
public readonly record struct OffloadLoad(double SparseBytes, double StreamedBytes, double Seconds, double ManagementSeconds);

/// <summary>What of a model's weights stays in near memory, and what each step loads of the rest.</summary>
/// <remarks>
/// First the weights that every token uses take room, then the neurons that the last tokens used. A step of T tokens behind a window of N loads
/// s(N + T) - s(N) of the neurons, s being <see cref="NeuronActivity.ShareOf"/>; what of the former has no room is read with every step.
/// </remarks>
public sealed class OffloadPlan
{
    readonly ImmutableArray<OffloadedWeights> _sparse;
    readonly MemoryTierSpec _far;

    OffloadPlan(OffloadSpec spec, int near, int far, MemoryTierSpec tier, double all, ImmutableArray<OffloadedWeights> sparse, double budget, double others)
    {
        (Spec, Near, Far, _far, _sparse) = (spec, near, far, tier, sparse);
        var always = all - sparse.Sum(static weights => weights.Bytes) + others;
        Resident = Math.Min(always, budget);
        Streamed = always - Resident;
        WindowTokens = Tokens(budget - Resident);
        Stored = all;
    }

    /// <summary>What was asked for.</summary>
    public OffloadSpec Spec { get; }

    /// <summary>Index of the tier that weights pass through.</summary>
    public int Near { get; }

    /// <summary>Index of the tier that holds all weights.</summary>
    public int Far { get; }

    /// <summary>Bytes of the model on one device.</summary>
    public double Stored { get; }

    /// <summary>Bytes of the weights that every token uses and that stay.</summary>
    public double Resident { get; }

    /// <summary>Bytes of the weights that every token uses and that have no room: read with every step.</summary>
    public double Streamed { get; }

    /// <summary>The most tokens whose neurons there is room for; infinite where there is room for all.</summary>
    public double WindowTokens { get; }

    /// <summary>Bytes of the neurons that a window of so many tokens keeps.</summary>
    public double WindowBytes(double tokens) => _sparse.Sum(weights => weights.Bytes * weights.Activity.ShareOf(Math.Min(tokens, WindowTokens)));

    /// <summary>Bytes of all neurons and experts.</summary>
    public double SparseBytes => _sparse.Sum(static weights => weights.Bytes);

    /// <summary>What a step loads.</summary>
    /// <param name="decodeTokens">Tokens of decoding sequences.</param>
    /// <param name="promptTokens">Tokens of prompts.</param>
    public OffloadLoad Load(double decodeTokens, double promptTokens)
    {
        var tokens = decodeTokens + promptTokens;
        if (tokens <= 0) return default;
        var window = Math.Min(Spec.Window * Math.Max(1, decodeTokens), WindowTokens);
        var (sparse, streamed, seconds) = (0.0, Streamed, 0.0);
        foreach (var weights in _sparse)
        {
            if (promptTokens > 0 && weights.DensePrompts)
            {
                streamed += weights.Bytes * (1 - weights.Activity.ShareOf(window));
                continue;
            }

            var bytes = weights.Bytes * weights.Activity.NewShare(window, tokens);
            sparse += bytes;
            seconds += bytes / _far.RandomReadBandwidth(new Bytes(weights.Chunk)).Value;
        }

        seconds += streamed / _far.EffectiveReadBandwidth.Value;
        return new(sparse, streamed, seconds + (seconds > 0 ? _far.Latency.Value : 0), sparse / Spec.Management.Value);
    }

    /// <summary>The plan of a graph that was built with an <see cref="OffloadSpec"/>.</summary>
    /// <param name="graph">The operators.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="near">Index of the tier that weights pass through.</param>
    /// <param name="room">Bytes that it has room for; a smaller <see cref="OffloadSpec.Budget"/> holds.</param>
    /// <param name="sequences">The most sequences that decode at once: the budget is no more than their windows take.</param>
    /// <param name="others">Bytes of weights beside the model's, which are to stay too.</param>
    /// <exception cref="ArgumentException">The device has no second tier, or none of that name.</exception>
    public static OffloadPlan Of(OperatorGraph graph, AcceleratorSpec accelerator, int near, double room, int sequences, double others = 0)
    {
        var spec = graph.Offload ?? throw new ArgumentException("The graph has no offload.", nameof(graph));
        var far = spec.Tier is { } name ? accelerator.TierNamed(name) : accelerator.Memory.Length - 1;
        if (far == near) throw new ArgumentException($"{accelerator.Name} has no memory behind '{accelerator.Memory[near].Name}' to hold weights.", nameof(accelerator));
        var budget = Math.Max(0, Math.Min(room, spec.Budget?.Value ?? room));
        var tier = accelerator.Memory[far];
        var all = new OffloadPlan(spec, near, far, tier, graph.WeightBytesPerDevice, graph.Offloaded, budget, others);
        // A window that nobody asked for takes no room from the cache.
        return spec.Budget is null && all.WindowTokens > (double)spec.Window * sequences
            ? new(spec, near, far, tier, graph.WeightBytesPerDevice, graph.Offloaded, all.Resident + all.WindowBytes((double)spec.Window * sequences), others)
            : all;
    }

    // Bytes of a window grow with its tokens: the largest that fits, by halves.
    double Tokens(double room)
    {
        double Bytes(double tokens) => _sparse.Sum(weights => weights.Bytes * weights.Activity.ShareOf(tokens));
        if (_sparse.IsEmpty || Bytes(double.PositiveInfinity) <= room) return double.PositiveInfinity;
        var (low, high) = (0.0, 1.0);
        while (high < 1e9 && Bytes(high) <= room) high *= 2;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Bytes(middle) <= room) low = middle;
            else high = middle;
        }

        return low;
    }
}
