namespace Orrery.Serving.Kv;

/// <summary>Chooses what leaves a store that is full.</summary>
interface IEviction
{
    /// <summary>A unit takes its place in the store.</summary>
    void Added(KvUnit unit);

    /// <summary>A unit in the store is used; <see cref="KvUnit.Uses"/> counts it already.</summary>
    void Used(KvUnit unit);

    /// <summary>A unit leaves the store.</summary>
    void Removed(KvUnit unit);

    /// <summary>The unit to go next among those without pins; null where there is none.</summary>
    KvUnit? Victim();

    /// <summary>Whether a unit should go in at the cost of those that <see cref="Victim"/> would name.</summary>
    bool Admits(long identity, KvUnit? victim) => true;
}
