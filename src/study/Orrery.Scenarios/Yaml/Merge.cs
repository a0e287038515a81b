namespace Orrery.Scenarios;

/// <summary>Lays one mapping over another, as <c>base:</c> does.</summary>
static class Merge
{
    // What a mapping keeps when it is told to begin from another base: how many, and how many of them reach each other.
    static readonly string[] Kept = ["count", "domain-size"];

    // Two ways of stating one figure: where the changes state it one way, what the base says the other way goes.
    static readonly (string, string)[] Alternatives = [("latency", "latency-parts"), ("latency-parts", "latency")];

    // Keys whose value may be the bare name of an entry: changes then apply to that entry.
    static readonly string[] References = ["scale-up", "scale-out", "node"];

    /// <summary>
    /// The base with the changes over it, mapping by mapping; lists and values are replaced, and a key set to nothing is removed.
    /// A figure that the base states in another way (<c>latency</c> and <c>latency-parts</c>) goes where the changes state it.
    /// A nested mapping that names its own <c>base</c>, <c>part</c> or another <c>kind</c> begins afresh: numbers of the old one would not fit the new.
    /// </summary>
    public static Mapping Over(Mapping basis, Mapping changes)
    {
        var merged = basis with { At = changes.At };
        foreach (var (one, other) in Alternatives)
            if (merged[other] is not null && changes[other] is null && changes[one] is { } stated and not Scalar { IsNull: true }) merged = merged.Without(other);
        foreach (var (key, value) in changes.Entries)
        {
            if (value is Scalar { IsNull: true }) merged = merged.Without(key.Text);
            else if (value is Mapping change && merged[key.Text] is Mapping old) merged = merged.With(key, Nested(old, change));
            else if (value is Mapping onName && merged[key.Text] is Scalar name && onName["base"] is null && References.Contains(key.Text))
                merged = merged.With(key, onName.With(new Scalar("base", IsPlain: true, name.At), name));
            else merged = merged.With(key, value);
        }
        return merged;
    }

    /// <summary>One nested mapping over another.</summary>
    public static Mapping Nested(Mapping old, Mapping change)
    {
        if (!BeginsAfresh(old, change)) return Over(old, change);
        foreach (var entry in old.Entries)
            if (Kept.Contains(entry.Key.Text) && change[entry.Key.Text] is null) change = change.With(entry.Key, entry.Value);
        return change;
    }

    static bool BeginsAfresh(Mapping old, Mapping change) =>
        change["base"] is not null || change["part"] is not null
        || (change["kind"] is Scalar kind && (old["kind"] as Scalar)?.Text != kind.Text);
}
