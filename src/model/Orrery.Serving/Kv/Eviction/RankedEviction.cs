namespace Orrery.Serving.Kv;

/// <summary>Units leave by a rank, the lowest first; of equal ranks the one used longest ago.</summary>
/// <param name="rank">The rank of a unit when it comes or is used; the second argument is a clock of such events.</param>
abstract class RankedEviction(Func<KvUnit, long, long> rank) : IEviction
{
    static readonly Comparer<KvUnit> ByRank = Comparer<KvUnit>.Create(static (a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : a.Order.CompareTo(b.Order));

    readonly SortedSet<KvUnit> _units = new(ByRank);
    long _clock;

    public void Added(KvUnit unit) => Place(unit);

    public void Used(KvUnit unit)
    {
        _units.Remove(unit);
        Place(unit);
    }

    public void Removed(KvUnit unit) => _units.Remove(unit);

    public KvUnit? Victim()
    {
        foreach (var unit in _units)
            if (unit.Pins == 0) return unit;
        return null;
    }

    public virtual bool Admits(long identity, KvUnit? victim) => true;

    void Place(KvUnit unit)
    {
        unit.Order = ++_clock;
        unit.Rank = rank(unit, _clock);
        _units.Add(unit);
    }
}

/// <summary>The one used longest ago.</summary>
sealed class LeastRecentlyUsed() : RankedEviction(static (_, clock) => clock);

/// <summary>The one used least often since it came; of those the one used longest ago.</summary>
sealed class LeastFrequentlyUsed() : RankedEviction(static (unit, _) => unit.Uses);

/// <summary>The one that came first.</summary>
sealed class FirstInFirstOut() : RankedEviction(static (unit, clock) => unit.Rank > 0 ? unit.Rank : clock);

/// <summary>The one whose next use is farthest away (Belady, IBM Systems Journal 5(2), 1966); what will be used later than all that are there does not go in.</summary>
sealed class Clairvoyant(Func<long, long> nextUse) : RankedEviction((unit, _) => -nextUse(unit.Identity))
{
    public override bool Admits(long identity, KvUnit? victim) => nextUse(identity) is var next && next != long.MaxValue && (victim is null || next < -victim.Rank);
}
