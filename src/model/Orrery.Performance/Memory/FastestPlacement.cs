using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Hardware.Memory;
using Orrery.Workloads.Architectures;

namespace Orrery.Performance;

/// <summary>
/// The spread of weights, experts, shared context and cache over tiers in which a step of decoding takes least: a linear program over bytes of each kind in each tier.
/// Each kind's operators take the longer of their arithmetic and, on every path, their bytes over what its tiers give; a sequential machine takes the sum over kinds,
/// a decoupled one the longest of the sums. Since a step waits once for the slowest tier in use, every set of tiers is tried.
/// </summary>
sealed class FastestPlacement
{
    // Bytes are counted in gigabytes and times in milliseconds, so that the program's numbers are of one size.
    const double Gigabyte = 1e9;
    const double Milli = 1e3;
    const int Kinds = 4;

    readonly ImmutableArray<MemoryTierSpec> _tiers;
    readonly double[] _free;
    readonly double[] _size = new double[Kinds];
    readonly double[] _read = new double[Kinds];
    readonly double[] _compute = new double[Kinds];
    readonly int[] _pinned;
    readonly bool _decoupled;

    FastestPlacement(OperatorGraph graph, AcceleratorSpec accelerator, PlacementSpec placement, double[] free, double otherWeights, double leastCache)
    {
        (_tiers, _free, _decoupled) = (accelerator.Memory, free, accelerator.Execution == ExecutionStyle.Decoupled);
        int Pin(string? name) => name is null ? -1 : accelerator.TierNamed(name);
        _pinned = [Pin(placement.Weights), Pin(placement.Experts), Pin(placement.Context), Pin(placement.Kv)];
        var p = graph.Parallelism;
        var perRank = (double)placement.Sequences / (p.Data * p.Context);
        _size[(int)WeightClass.Experts] = graph.ExpertBytesPerDevice;
        _size[(int)WeightClass.Weights] = graph.WeightBytesPerDevice - graph.ExpertBytesPerDevice + otherWeights;
        _size[(int)WeightClass.Context] = graph.ContextBytesPerDevice;
        var (footprint, format) = (KvFootprint.Of(graph.Model), graph.Precision.Kv);
        var copies = Math.Max(1, graph.KvBytesPerToken.Sum() / Math.Max(1, footprint.BytesPerFreshToken(format)));
        // There is room for more than the step reads: of a context with an indexer only what is picked, of the least cache only what sequences have.
        _size[Kinds - 1] = Math.Max(leastCache, placement.Sequences * footprint.Size(placement.Tokens, format).Value * copies / p.DevicesPerEngine);
        _read[Kinds - 1] = placement.Sequences * footprint.Read(placement.Tokens, format).Value * copies / p.DevicesPerEngine;

        foreach (var placed in graph.Operators)
        {
            var op = placed.Operator;
            if (op.Collective is not null || op.IsIdealOnly || op.Trigger is Feature.PrefillTokens or Feature.EncoderTokens) continue;
            var kind = op.KvRead.Amount > 0 ? Kinds - 1 : (int)op.Class;
            var count = (double)placed.Count / p.Pipeline;
            var reads = op.Class switch
            {
                WeightClass.Experts => 1 - Math.Pow(op.UntouchedPerToken, placement.Sequences),
                WeightClass.Context => Times(op.WeightsPer),
                _ => 1,
            };
            _read[kind] += count * op.WeightBytes * reads;
            var rate = accelerator.Engine(op.Compute);
            _compute[kind] += count * op.Flops.Amount * Times(op.Flops.Per) / (rate.Peak.Value * (rate.MatMulEfficiency > 0 ? rate.MatMulEfficiency : 1));
        }

        double Times(Feature per) => per switch
        {
            Feature.One => 1,
            Feature.AllTokens => placement.Sequences,
            >= Feature.DecodePairs => perRank * ReachMath.Attended(graph.Reaches[per - Feature.DecodePairs], placement.Tokens),
            _ => perRank,
        };
    }

    /// <summary>Bytes by kind and tier; null where not everything has room.</summary>
    /// <param name="graph">The operators.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="placement">What is pinned to a tier, and the step that is to be fast.</param>
    /// <param name="free">Room of each tier.</param>
    /// <param name="otherWeights">Weights of what drafts.</param>
    /// <param name="leastCache">Cache that there must be room for.</param>
    public static double[][]? Of(OperatorGraph graph, AcceleratorSpec accelerator, PlacementSpec placement, double[] free, double otherWeights, double leastCache)
    {
        var program = new FastestPlacement(graph, accelerator, placement, free, otherWeights, leastCache);
        double[][]? best = null;
        var least = double.PositiveInfinity;
        for (var set = 1; set < 1 << accelerator.Memory.Length; set++)
        {
            if (program.Solve(set) is not var (bytes, seconds)) continue;
            if (seconds >= least) continue;
            (best, least) = (bytes, seconds);
        }

        return best;
    }

    (double[][] Bytes, double Seconds)? Solve(int set)
    {
        var n = _tiers.Length;
        var waits = _decoupled ? 1 : Kinds;
        int Column(int kind, int tier) => kind * n + tier;
        bool May(int kind, int tier) => (set >> tier & 1) == 1 && (_pinned[kind] < 0 || _pinned[kind] == tier) && (kind < Kinds - 1 || _tiers[tier].Writable);
        var cost = new double[Kinds * n + waits];
        for (var wait = 0; wait < waits; wait++) cost[Kinds * n + wait] = 1;

        var rows = new List<LinearProgram.Row>();
        for (var kind = 0; kind < Kinds; kind++)
        {
            var all = new double[cost.Length];
            for (var tier = 0; tier < n; tier++)
                if (May(kind, tier)) all[Column(kind, tier)] = 1;
            if (_size[kind] > 0) rows.Add(new(all, _size[kind] / Gigabyte, true));
        }

        for (var tier = 0; tier < n; tier++)
        {
            var held = new double[cost.Length];
            for (var kind = 0; kind < Kinds; kind++) held[Column(kind, tier)] = 1;
            rows.Add(new(held, Math.Max(0, _free[tier]) / Gigabyte, false));
        }

        foreach (var path in Enumerable.Range(0, n).GroupBy(tier => _tiers[tier].Path ?? _tiers[tier].Name))
            for (var wait = 0; wait < waits; wait++)
            {
                var busy = new double[cost.Length];
                foreach (var tier in path)
                    for (var kind = _decoupled ? 0 : wait; kind < (_decoupled ? Kinds : wait + 1); kind++)
                        busy[Column(kind, tier)] = Seconds(kind, tier) * Milli;
                busy[Kinds * n + wait] = -1;
                rows.Add(new(busy, (_decoupled ? _compute.Sum() : _compute[wait]) * Milli, false));
            }

        if (LinearProgram.Minimise(cost, rows) is not { } x) return null;
        var bytes = Enumerable.Range(0, Kinds).Select(kind => Enumerable.Range(0, n).Select(tier => May(kind, tier) ? x[Column(kind, tier)] * Gigabyte : 0).ToArray()).ToArray();
        var beyond = Enumerable.Range(0, waits).Sum(wait => x[Kinds * n + wait]) / Milli;
        var latency = Enumerable.Range(0, n).Where(tier => bytes.Any(kind => kind[tier] > 0)).Select(tier => _tiers[tier].Latency.Value).DefaultIfEmpty().Max();
        return (bytes, _compute.Sum() + beyond + latency);
    }

    // Seconds that a step reads for each gigabyte of a kind in a tier.
    double Seconds(int kind, int tier) => _size[kind] <= 0 ? 0
        : _read[kind] / _size[kind] * Gigabyte / _tiers[tier].EffectiveReadBandwidth.Value * (kind == Kinds - 1 ? 1 : _tiers[tier].WeightAmplification);
}
