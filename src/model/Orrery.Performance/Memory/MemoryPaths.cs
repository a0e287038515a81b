using Orrery.Hardware;
using Orrery.Hardware.Memory;

namespace Orrery.Performance;

/// <summary>Turns an operator's bytes into time on each memory path and energy, given what lies in which tier.</summary>
sealed class MemoryPaths
{
    readonly TierUse[] _tiers;
    readonly int[] _pathOfTier;
    readonly double[] _weightShare;
    readonly double[] _weightReads; // bytes that the tier reads for one of the weights: its share, and what comes with whole accesses
    readonly int _kvTier;
    readonly int _workingTier;
    readonly int _nearWeights = -1;
    PerTier _weightSecondsPerByte;
    PerTier _kvReadSecondsPerByte;
    PerTier _kvWriteSecondsPerByte;
    PerTier _activationSecondsPerByte;
    readonly double _weightJoulesPerByte;
    readonly double _kvReadJoulesPerByte;
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
        var total = _tiers.Sum(use => use.Weights.Value);
        _weightShare = [.. _tiers.Select(use => total > 0 ? use.Weights.Value / total : 0)];
        _weightReads = [.. _tiers.Select((use, t) => _weightShare[t] * use.Tier.WeightAmplification)];

        for (var t = 0; t < _tiers.Length; t++)
        {
            var tier = _tiers[t].Tier;
            var path = _pathOfTier[t];
            if (tier.Processing is not null && _weightShare[t] > (_nearWeights < 0 ? 0 : _weightShare[_nearWeights])) _nearWeights = t;
            var read = 1 / ReadRate(tier, ideal);
            // Weights in two tiers are interleaved by layer and fetched ahead, so that tiers on different paths stream at once.
            _weightSecondsPerByte[path] += _weightReads[t] * read;
            _weightJoulesPerByte += _weightReads[t] * tier.ReadEnergy.Value;
            if (t == _kvTier)
            {
                _kvReadSecondsPerByte[path] = read;
                _kvWriteSecondsPerByte[path] = 1 / WriteRate(tier, ideal);
                _kvReadJoulesPerByte = tier.ReadEnergy.Value;
                _kvWriteJoulesPerByte = (tier.WriteEnergy ?? tier.ReadEnergy).Value;
            }

            if (t == _workingTier)
            {
                _activationSecondsPerByte[path] = read;
                _activationJoulesPerByte = tier.ReadEnergy.Value;
            }

            if (_weightShare[t] > 0 || t == _kvTier) FirstAccessSeconds = Math.Max(FirstAccessSeconds, tier.Latency.Value);
            if (_weightShare[t] > 0) WeightWaitSeconds = Math.Max(WeightWaitSeconds, tier.ExposedLatency.Value);
            if (t == _kvTier) KvWaitSeconds = tier.ExposedLatency.Value;
        }
    }

    /// <summary>Paths there are.</summary>
    public int Count { get; }

    /// <summary>What fetching ahead cannot hide: the first access of a step waits once for the slowest tier in use.</summary>
    public double FirstAccessSeconds { get; }

    /// <summary>What an operator that reads weights waits for their first bytes, where reading ahead begins too late.</summary>
    public double WeightWaitSeconds { get; }

    /// <summary>The same of one that reads the cache.</summary>
    public double KvWaitSeconds { get; }

    /// <summary>How an operator may run on engines beside the memory that its weights or its cache lie in; null where that only stores, or where experts are uneven.</summary>
    public NearWork? Near(Operator op, bool ideal)
    {
        var isKv = op.KvRead.Amount > 0;
        var tier = isKv ? _kvTier : _nearWeights;
        if (op.Flops.Amount <= 0 || op.Load is not null || op.Bundle is not null || (!isKv && op.WeightBytes <= 0) || tier < 0 || _tiers[tier].Tier.Processing is not { } engines) return null;
        return new NearWork(engines, _tiers[tier].Tier, isKv, isKv ? 1 : _weightShare[tier], ReadRate(_tiers[tier].Tier, ideal), tier != _workingTier, ideal);
    }

    /// <summary>Time of the path that takes longest over some bytes.</summary>
    public double Longest(in OperatorPrice price)
    {
        var longest = Seconds(0, price);
        for (var path = 1; path < Count; path++) longest = Math.Max(longest, Seconds(path, price));
        return longest;
    }

    double Seconds(int path, in OperatorPrice price)
        => price.WeightBytes * _weightSecondsPerByte[path] + price.KvReadBytes * _kvReadSecondsPerByte[path]
            + price.KvWriteBytes * _kvWriteSecondsPerByte[path] + price.ActivationBytes * _activationSecondsPerByte[path];

    public double Joules(in OperatorPrice price)
        => price.WeightBytes * _weightJoulesPerByte + price.KvReadBytes * _kvReadJoulesPerByte
            + price.KvWriteBytes * _kvWriteJoulesPerByte + price.ActivationBytes * _activationJoulesPerByte;

    public void AddBytes(double executions, in NearPrice near, ref StepCost cost)
    {
        if (_nearWeights >= 0) cost.ReadBytes[_nearWeights] += executions * near.WeightBytes;
        cost.ReadBytes[_kvTier] += executions * near.KvBytes;
    }

    public void AddBytes(double executions, in OperatorPrice price, ref StepCost cost)
    {
        for (var t = 0; t < _weightShare.Length; t++) cost.ReadBytes[t] += executions * price.WeightBytes * _weightReads[t];
        cost.ReadBytes[_kvTier] += executions * price.KvReadBytes;
        cost.WrittenBytes[_kvTier] += executions * price.KvWriteBytes;
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
            var bytes = price.WeightBytes * _weightReads[t] + (t == _kvTier ? price.KvReadBytes + price.KvWriteBytes : 0) + (t == _workingTier ? price.ActivationBytes : 0);
            if (bytes <= most) continue;
            most = bytes;
            best = t;
        }

        return _tiers[best].Tier.Name;
    }

    static double ReadRate(MemoryTierSpec tier, bool ideal) => tier.EffectiveReadBandwidth.Value / (ideal ? tier.Efficiency : 1);

    static double WriteRate(MemoryTierSpec tier, bool ideal) => tier.EffectiveWriteBandwidth.Value / (ideal ? tier.Efficiency : 1);
}
