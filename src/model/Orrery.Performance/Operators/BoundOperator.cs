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
    public Feature OtherFlopsPer;
    public double OtherFlopsAmount;
    public double SecondsPerFlop;
    public double PeakSecondsPerFlop;
    public double JoulesPerFlop;
    public double WeightBytes;
    public double LogUntouched;
    public ExpertLoad? Load;
    public WeightClass Apart;
    public Feature WeightsPer;
    public double HotShare;
    public double[]? HotCurve;
    public Feature KvReadPer;
    public double KvReadAmount;
    public Feature KvWritePer;
    public double KvWriteAmount;
    public Feature ActivationPer;
    public double ActivationAmount;
    public double LaunchSeconds;
    public Feature ExtraPer;
    public double ExtraSeconds;
    public double RowSeconds; // of one token that the last of the trigger's attends to
    public double RowLimit;
    public bool OnlyReadsStream; // what else moves is in ExtraSeconds
    public double MemoryScale;
    public TokenCurve? Curve;
    public NearWork? Near;
    public CollectiveModel? Network;
    public Collective Collective;
    public Feature PayloadPer;
    public double PayloadAmount;
    public double OwnSumLatency;
    public double OwnSumSecondsPerByte;
    public double BulkLatency; // in place of the library, where it is not zero
    public double BulkSecondsPerByte;

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
            OtherFlopsPer = op.OtherFlops.Per,
            OtherFlopsAmount = op.OtherFlops.Amount,
            SecondsPerFlop = 1 / (engine.Peak.Value * efficiency),
            PeakSecondsPerFlop = 1 / engine.Peak.Value,
            JoulesPerFlop = accelerator.ComputeEnergy.Value * (wide.Peak.Value / engine.Peak.Value),
            WeightBytes = op.WeightBytes,
            LogUntouched = op.UntouchedPerToken > 0 ? Math.Log(op.UntouchedPerToken) : 0,
            Load = op.Load,
            Apart = op.Class == WeightClass.Experts && !memory.ExpertsApart ? WeightClass.Weights : op.Class,
            WeightsPer = op.WeightsPer,
            HotShare = memory.HotExperts,
            HotCurve = memory is { ExpertsApart: true, HotExperts: > 0 and < 1 } ? op.Load?.ShareOfHottest(memory.HotExperts) : null,
            KvReadPer = op.KvRead.Per,
            KvReadAmount = op.KvRead.Amount * Amplification(op.KvPieceBytes, kvTier.AccessSize.Value),
            KvWritePer = op.KvWrite.Per,
            KvWriteAmount = op.KvWrite.Amount,
            ActivationPer = op.Activations.Per,
            ActivationAmount = op.Activations.Amount,
            LaunchSeconds = ideal ? 0 : op.Launches * accelerator.LaunchOverhead.Value,
            MemoryScale = 1,
            Network = op.Collective is null ? null : networks.Of(op.Group),
            Collective = op.Collective.GetValueOrDefault(),
            PayloadPer = op.Payload.Per,
            PayloadAmount = op.Payload.Amount,
        };
    }

    /// <summary>Moves bytes that have been counted as weights to the kind that they are.</summary>
    /// <param name="tokens">Tokens of all ranks.</param>
    /// <param name="reads">Times that what is shared is read.</param>
    /// <param name="price">The bytes.</param>
    public readonly void Place(double tokens, double reads, ref OperatorPrice price)
    {
        if (Apart == WeightClass.Context) price.ContextBytes = price.WeightBytes * reads;
        else
        {
            var hot = HotCurve is null ? HotShare : ExpertLoad.At(HotCurve, tokens);
            (price.HotBytes, price.ColdBytes) = (price.WeightBytes * hot, price.WeightBytes * (1 - hot));
        }

        price.WeightBytes = 0;
    }

    /// <summary>
    /// Fewer operators of the same total: equal collectives are counted together, and, where there is one memory path, operators without
    /// arithmetic that run with every token are one, since their times are linear in tokens. Halves the work of an evaluation.
    /// </summary>
    public static BoundOperator[] Fuse(BoundOperator[] operators, int paths, bool onChip)
    {
        var fused = new List<BoundOperator>();
        foreach (var op in operators)
        {
            var same = fused.FindIndex(other => other.Network is not null && other.Network == op.Network && other.Collective == op.Collective
                && other.PayloadPer == op.PayloadPer && other.PayloadAmount == op.PayloadAmount && other.Trigger == op.Trigger && other.OwnSumLatency == op.OwnSumLatency);
            if (same >= 0)
            {
                var sum = fused[same];
                sum.Count += op.Count;
                sum.CountByStage = [.. sum.CountByStage.Zip(op.CountByStage, (a, b) => a + b)];
                fused[same] = sum;
                continue;
            }

            if (op is { Curve: not null, Near: null, Trigger: Feature.Tokens, CountByStage.Length: 1 })
            {
                var curve = fused.FindIndex(other => other is { Curve: not null, Near: null, Trigger: Feature.Tokens });
                if (curve >= 0) fused[curve] = Together(fused[curve], op);
                else fused.Add(op);
                continue;
            }

            // What stays on the die is counted operator by operator.
            var streaming = IsStreaming(op) && !onChip && paths == 1 && op.CountByStage.Length == 1;
            var stream = streaming ? fused.FindIndex(IsStreaming) : -1;
            if (stream >= 0)
            {
                var sum = fused[stream];
                sum.WeightBytes = sum.WeightBytes * sum.Count + op.WeightBytes * op.Count;
                sum.ActivationAmount = sum.ActivationAmount * sum.Count + op.ActivationAmount * op.Count;
                sum.LaunchSeconds = sum.LaunchSeconds * sum.Count + op.LaunchSeconds * op.Count;
                sum.Count = 1;
                sum.CountByStage = [1];
                fused[stream] = sum;
                continue;
            }

            fused.Add(op);
        }

        return [.. fused];
    }

    // Kernels whose time depends on tokens alone are one curve; what they compute and move is linear in tokens.
    static BoundOperator Together(BoundOperator a, BoundOperator b)
    {
        var flops = a.Count * a.FlopsAmount + b.Count * b.FlopsAmount;
        double Mean(double ofA, double ofB) => flops > 0 ? (a.Count * a.FlopsAmount * ofA + b.Count * b.FlopsAmount * ofB) / flops : 0;
        a.Curve = TokenCurve.Sum(a.Count, a.Curve!, b.Count, b.Curve!);
        a.LaunchSeconds = a.Count * a.LaunchSeconds + b.Count * b.LaunchSeconds;
        a.PeakSecondsPerFlop = Mean(a.PeakSecondsPerFlop, b.PeakSecondsPerFlop);
        a.SecondsPerFlop = Mean(a.SecondsPerFlop, b.SecondsPerFlop);
        a.JoulesPerFlop = Mean(a.JoulesPerFlop, b.JoulesPerFlop);
        a.WeightBytes = a.Count * a.WeightBytes + b.Count * b.WeightBytes;
        a.ActivationAmount = a.Count * a.ActivationAmount + b.Count * b.ActivationAmount;
        a.FlopsAmount = flops;
        a.FlopsPer = a.ActivationPer = Feature.Tokens;
        a.Count = 1;
        a.CountByStage = [1];
        return a;
    }

    static bool IsStreaming(BoundOperator op)
        => op is { Curve: null, Near: null, Network: null, FlopsAmount: 0, KvReadAmount: 0, KvWriteAmount: 0, LogUntouched: 0, Trigger: Feature.Tokens, ActivationPer: Feature.Tokens };

    // Whole pages are read for every piece of cache.
    static double Amplification(double pieceBytes, double pageBytes)
        => pieceBytes <= 0 || pageBytes <= 0 ? 1 : Math.Ceiling(pieceBytes / pageBytes) * pageBytes / pieceBytes;
}
