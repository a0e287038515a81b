using Orrery.Hardware;
using Orrery.Hardware.Memory;
using Orrery.Units;

namespace Orrery.Performance;

/// <summary>Turns an operator's bytes into time on each memory path and energy, given what lies in which tier.</summary>
sealed class MemoryPaths
{
    readonly TierUse[] _tiers;
    readonly int[] _pathOfTier;
    readonly int _kvTier;
    readonly int _workingTier;
    readonly int _nearWeights = -1;
    readonly Spread _weights;
    readonly Spread _kv;
    readonly Spread _hot;
    readonly Spread _cold;
    readonly Spread _context;
    readonly bool _apart; // experts or a shared context are placed apart from other weights
    PerTier _kvWriteSecondsPerByte;
    PerTier _activationSecondsPerByte;
    readonly double _kvWriteJoulesPerByte;
    readonly double _activationJoulesPerByte;

    public MemoryPaths(MemoryPlan plan, bool ideal)
    {
        _tiers = [.. plan.Tiers];
        _kvTier = plan.KvTier;
        _workingTier = plan.WorkingTier;
        var names = _tiers.Select(use => use.Tier.Path ?? use.Tier.Name).Distinct().ToList();
        Count = names.Count;
        _pathOfTier = [.. _tiers.Select(use => names.IndexOf(use.Tier.Path ?? use.Tier.Name))];
        // Weights in two tiers are interleaved by layer and fetched ahead, so that tiers on different paths stream at once; so is a cache in two tiers.
        _weights = Of([.. _tiers.Select(use => use.Weights.Value - (plan.ExpertsApart ? use.Experts.Value : 0))]);
        _kv = Of([.. plan.KvShares], paged: false);
        _apart = plan.ExpertsApart || _tiers.Any(use => use.Context.Value > 0);
        _hot = Of([.. _tiers.Select(use => use.HotExperts.Value)]);
        _cold = Of([.. _tiers.Select(use => (use.Experts - use.HotExperts).Value)]);
        _context = Of([.. _tiers.Select(use => use.Context.Value)]);

        for (var t = 0; t < _tiers.Length; t++)
        {
            var (tier, path) = (_tiers[t].Tier, _pathOfTier[t]);
            _kvWriteSecondsPerByte[path] += _kv.Reads[t] / WriteRate(tier, ideal);
            _kvWriteJoulesPerByte += _kv.Reads[t] * (tier.WriteEnergy ?? tier.ReadEnergy).Value;
            if (t == _workingTier)
            {
                _activationSecondsPerByte[path] = 1 / ReadRate(tier, ideal);
                _activationJoulesPerByte = tier.ReadEnergy.Value;
            }

            if (tier.Processing is not null && _weights.Share[t] > (_nearWeights < 0 ? 0 : _weights.Share[_nearWeights])) _nearWeights = t;
            if (_kv.Reads[t] > 0) KvWaitSeconds = Math.Max(KvWaitSeconds, tier.ExposedLatency.Value);
            if (_weights.Reads[t] + _kv.Reads[t] + _hot.Reads[t] + _cold.Reads[t] + _context.Reads[t] > 0) FirstAccessSeconds = Math.Max(FirstAccessSeconds, tier.Latency.Value);
        }

        Spread Of(double[] held, bool paged = true) => Spread.Of(held, _tiers, _pathOfTier, ideal, paged);
    }

    /// <summary>Paths there are.</summary>
    public int Count { get; }

    /// <summary>What fetching ahead cannot hide: the first access of a step waits once for the slowest tier in use.</summary>
    public double FirstAccessSeconds { get; }

    /// <summary>What an operator that reads the cache waits for its first bytes, where reading ahead begins too late.</summary>
    public double KvWaitSeconds { get; }

    /// <summary>The same of one that reads weights of a kind.</summary>
    public double WaitSeconds(WeightClass of) => of switch
    {
        WeightClass.Context => _context.WaitSeconds,
        WeightClass.Experts => Math.Max(_hot.WaitSeconds, _cold.WaitSeconds),
        _ => _weights.WaitSeconds,
    };

    /// <summary>How an operator may run on engines beside the memory that its weights or its cache lie in; null where that only stores, or where experts are uneven.</summary>
    public NearWork? Near(Operator op, WeightClass apart, bool ideal)
    {
        var isKv = op.KvRead.Amount > 0;
        var tier = isKv ? _kvTier : _nearWeights;
        if (op.Flops.Amount <= 0 || op.Load is not null || op.Bundle is not null || apart != WeightClass.Weights || (!isKv && op.WeightBytes <= 0) || tier < 0 || _tiers[tier].Tier.Processing is not { } engines) return null;
        return new NearWork(engines, _tiers[tier].Tier, isKv, isKv ? _kv.Share[tier] : _weights.Share[tier], ReadRate(_tiers[tier].Tier, ideal), tier != _workingTier, ideal);
    }

    /// <summary>Time of the path that takes longest over some bytes.</summary>
    public double Longest(in OperatorPrice price)
    {
        var longest = Seconds(0, price);
        for (var path = 1; path < Count; path++) longest = Math.Max(longest, Seconds(path, price));
        return longest;
    }

    double Seconds(int path, in OperatorPrice price)
    {
        var seconds = price.WeightBytes * _weights.SecondsPerByte[path] + price.KvReadBytes * _kv.SecondsPerByte[path]
            + price.KvWriteBytes * _kvWriteSecondsPerByte[path] + price.ActivationBytes * _activationSecondsPerByte[path];
        return _apart ? seconds + price.HotBytes * _hot.SecondsPerByte[path] + price.ColdBytes * _cold.SecondsPerByte[path] + price.ContextBytes * _context.SecondsPerByte[path] : seconds;
    }

    public double Joules(in OperatorPrice price)
    {
        var joules = price.WeightBytes * _weights.JoulesPerByte + price.KvReadBytes * _kv.JoulesPerByte
            + price.KvWriteBytes * _kvWriteJoulesPerByte + price.ActivationBytes * _activationJoulesPerByte;
        return _apart ? joules + price.HotBytes * _hot.JoulesPerByte + price.ColdBytes * _cold.JoulesPerByte + price.ContextBytes * _context.JoulesPerByte : joules;
    }

    public void AddBytes(double executions, in NearPrice near, ref StepCost cost)
    {
        if (_nearWeights >= 0) cost.ReadBytes[_nearWeights] += executions * near.WeightBytes;
        cost.ReadBytes[_kvTier] += executions * near.KvBytes;
    }

    public void AddBytes(double executions, in OperatorPrice price, ref StepCost cost)
    {
        for (var t = 0; t < _tiers.Length; t++)
        {
            cost.ReadBytes[t] += executions * price.WeightBytes * _weights.Reads[t];
            cost.ReadBytes[t] += executions * price.KvReadBytes * _kv.Reads[t];
            cost.WrittenBytes[t] += executions * price.KvWriteBytes * _kv.Reads[t];
            if (_apart) cost.ReadBytes[t] += executions * (price.HotBytes * _hot.Reads[t] + price.ColdBytes * _cold.Reads[t] + price.ContextBytes * _context.Reads[t]);
        }

        cost.ReadBytes[_workingTier] += executions * price.ActivationBytes;
    }

    /// <summary>The tier that gives most of an operator's bytes on the path that takes longest.</summary>
    public string DominantTier(in OperatorPrice price)
    {
        var path = 0;
        for (var p = 1; p < Count; p++)
            if (Seconds(p, price) > Seconds(path, price)) path = p;
        var best = -1;
        var most = -1.0;
        for (var t = 0; t < _tiers.Length; t++)
        {
            if (_pathOfTier[t] != path) continue;
            var bytes = price.WeightBytes * _weights.Reads[t] + (price.KvReadBytes + price.KvWriteBytes) * _kv.Reads[t] + (t == _workingTier ? price.ActivationBytes : 0)
                + price.HotBytes * _hot.Reads[t] + price.ColdBytes * _cold.Reads[t] + price.ContextBytes * _context.Reads[t];
            if (bytes <= most) continue;
            most = bytes;
            best = t;
        }

        return _tiers[best].Tier.Name;
    }

    static double ReadRate(MemoryTierSpec tier, bool ideal) => tier.EffectiveReadBandwidth.Value / (ideal ? tier.Efficiency : 1);

    static double WriteRate(MemoryTierSpec tier, bool ideal) => tier.EffectiveWriteBandwidth.Value / (ideal ? tier.Efficiency : 1);

    /// <summary>One kind of bytes over the tiers.</summary>
    sealed class Spread
    {
        /// <summary>By tier: its share.</summary>
        public double[] Share = [];

        /// <summary>By tier: bytes that it reads for one of the kind: its share, and what comes with whole accesses.</summary>
        public double[] Reads = [];

        /// <summary>By path.</summary>
        public PerTier SecondsPerByte;
        public double JoulesPerByte;
        public double WaitSeconds;

        public static Spread Of(double[] held, TierUse[] tiers, int[] pathOfTier, bool ideal, bool paged)
        {
            var (spread, total) = (new Spread { Share = new double[tiers.Length], Reads = new double[tiers.Length] }, held.Sum());
            for (var t = 0; t < tiers.Length; t++)
            {
                if (total <= 0 || held[t] <= 0) continue;
                var tier = tiers[t].Tier;
                spread.Share[t] = held[t] / total;
                spread.Reads[t] = spread.Share[t] * (paged ? tier.WeightAmplification : 1);
                spread.SecondsPerByte[pathOfTier[t]] += spread.Reads[t] * (1 / ReadRate(tier, ideal));
                spread.JoulesPerByte += spread.Reads[t] * tier.ReadEnergy.Value;
                spread.WaitSeconds = Math.Max(spread.WaitSeconds, tier.ExposedLatency.Value);
            }

            return spread;
        }
    }
}
