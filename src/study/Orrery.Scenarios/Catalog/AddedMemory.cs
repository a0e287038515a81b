namespace Orrery.Scenarios;

/// <summary>Rewrites <c>memory: { add: PART, count: N, … }</c> to a tier of its own, named as the part says.</summary>
static class AddedMemory
{
    /// <summary>The changes with what they add under the tier's name.</summary>
    /// <param name="changes">Changes to an accelerator.</param>
    /// <param name="basis">What they change; null for an entry that stands alone.</param>
    /// <param name="catalog">Where the part is looked up.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static Mapping Expand(Mapping changes, Mapping? basis, CatalogStore catalog, DiagnosticBag diagnostics)
    {
        if (changes["memory"] is not Mapping memory || memory["add"] is not { } add) return changes;
        var key = memory.Entries.First(e => e.Key.Text == "add").Key;
        var memoryKey = changes.Entries.First(e => e.Key.Text == "memory").Key;
        var tiers = memory with { Entries = [.. memory.Entries.Where(e => e.Value is Mapping)] };
        if (add is not Scalar part || part.IsNull)
        {
            diagnostics.Error(DiagnosticRules.WrongNode, add.At, "'memory.add' should be the name of a memory", "write memory: { add: NAME, count: N }");
            return changes.With(memoryKey, tiers);
        }
        if (catalog.Entry(CatalogKind.Memories, part.Text, part.At, diagnostics) is not { } found) return changes.With(memoryKey, tiers);
        var tier = found["tier"] as Scalar ?? part;
        if ((basis?["memory"] as Mapping)?[tier.Text] is not null || tiers[tier.Text] is not null)
        {
            diagnostics.Error(DiagnosticRules.TierExists, part.At, $"the accelerator has a tier '{tier.Text}' already",
                $"give the new one its own name, memory: {{ {tier.Text}2: {{ part: {part.Text}, count: … }} }}, or change the old one, memory: {{ {tier.Text}: {{ count: … }} }}");
            return changes.With(memoryKey, tiers);
        }
        var added = memory with { Entries = [.. memory.Entries.Where(e => e.Value is not Mapping).Select(e => e.Key.Text == "add" ? new MappingEntry(key with { Text = "part" }, part) : e)] };
        return changes.With(memoryKey, tiers.With(tier with { At = key.At }, added));
    }
}
