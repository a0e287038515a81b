using Orrery.Hardware;
using Orrery.Hardware.Collectives;

namespace Orrery.Performance;

/// <summary>An operator with the rates of one machine: what the inner loop reads, flat.</summary>
struct BoundOperator
{
    // Where a catalog entry states no efficiency: the median of measured matrix-multiplication peaks in the catalog's accelerators,
    // and FlashAttention-3's published share of the H100's peak at long context (arXiv 2407.08608: 740 of 989 TFLOP/s).
    const double DefaultMatMulEfficiency = 0.75;
    const double DefaultAttentionEfficiency = 0.6;

    public string Name;
    public string Engine;
    public int[] CountByStage;
    public double Count;
    public Feature Trigger;
    public Feature FlopsPer;
    public double FlopsAmount;
    public double SecondsPerFlop;
    public double PeakSecondsPerFlop;
    public double JoulesPerFlop;
    public double WeightBytes;
    public double LogUntouched;
    public Feature KvReadPer;
    public double KvReadAmount;
    public Feature KvWritePer;
    public double KvWriteAmount;
    public Feature ActivationPer;
    public double ActivationAmount;
    public double LaunchSeconds;
    public CollectiveModel? Network;
    public Collective Collective;
    public Feature PayloadPer;
    public double PayloadAmount;

    public static BoundOperator Bind(PlacedOperator placed, AcceleratorSpec accelerator, MemoryPlan memory, CollectiveNetworks networks, bool ideal)
    {
        var op = placed.Operator;
        var engine = accelerator.Engine(op.Compute);
        var efficiency = ideal ? 1
            : op.IsAttention ? (accelerator.AttentionEfficiency > 0 ? accelerator.AttentionEfficiency : DefaultAttentionEfficiency)
            : engine.MatMulEfficiency > 0 ? engine.MatMulEfficiency : DefaultMatMulEfficiency;
        // A narrower format costs less energy by as much as it is faster.
        var wide = accelerator.Engine(ComputeType.Bf16);
        var kvTier = memory.Tiers[memory.KvTier].Tier;
        return new BoundOperator
        {
            Name = op.Name,
            Engine = engine.Type.ToString().ToLowerInvariant(),
            CountByStage = [.. placed.CountByStage],
            Count = placed.Count,
            Trigger = op.Trigger,
            FlopsPer = op.Flops.Per,
            FlopsAmount = op.Flops.Amount,
            SecondsPerFlop = 1 / (engine.Peak.Value * efficiency),
            PeakSecondsPerFlop = 1 / engine.Peak.Value,
            JoulesPerFlop = accelerator.ComputeEnergy.Value * (wide.Peak.Value / engine.Peak.Value),
            WeightBytes = op.WeightBytes,
            LogUntouched = op.UntouchedPerToken > 0 ? Math.Log(op.UntouchedPerToken) : 0,
            KvReadPer = op.KvRead.Per,
            KvReadAmount = op.KvRead.Amount * Amplification(op.KvPieceBytes, kvTier.AccessSize.Value),
            KvWritePer = op.KvWrite.Per,
            KvWriteAmount = op.KvWrite.Amount,
            ActivationPer = op.Activations.Per,
            ActivationAmount = op.Activations.Amount,
            LaunchSeconds = ideal ? 0 : op.Launches * accelerator.LaunchOverhead.Value,
            Network = op.Collective is null ? null : networks.Of(op.Group),
            Collective = op.Collective.GetValueOrDefault(),
            PayloadPer = op.Payload.Per,
            PayloadAmount = op.Payload.Amount,
        };
    }

    // Whole pages are read for every piece of cache.
    static double Amplification(double pieceBytes, double pageBytes)
        => pieceBytes <= 0 || pageBytes <= 0 ? 1 : Math.Ceiling(pieceBytes / pageBytes) * pageBytes / pieceBytes;
}
