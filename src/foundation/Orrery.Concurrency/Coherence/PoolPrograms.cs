namespace Orrery.Concurrency.Coherence;

/// <summary>
/// A pool of which every core has its own part, so that nothing is shared as long as cores give back what they took: <see cref="System.Collections.Concurrent.ConcurrentBag{T}"/>, and the parts of
/// <see cref="System.Buffers.ArrayPool{T}"/> behind its thread-local buffer. Not a stack.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="hasSlot">True with one item a core that is reached without an atomic update, as in the array pool.</param>
sealed class LocalPoolProgram(CoherenceMachine machine, bool hasSlot) : StackProgram
{
    readonly Part[] _parts = [.. Enumerable.Range(0, machine.Cores).Select(_ => new Part())];

    sealed class Part
    {
        public CacheLine Line { get; } = new();
        public CacheLine SlotLine { get; } = new();
        public long Slot { get; set; } = Nothing;
        public Stack<long> Items { get; } = [];
    }

    public override void Prefill(IEnumerable<long> values)
    {
        foreach (var (i, value) in values.Index()) _parts[i % _parts.Length].Items.Push(value);
    }

    public override ValueTask<long> Peek(ModelCore core) => ValueTask.FromResult(Nothing);

    public override async ValueTask Push(ModelCore core, long value)
    {
        var mine = _parts[core.Number];
        if (hasSlot)
        {
            await core.Write(mine.SlotLine, () => { });
            (value, mine.Slot) = (mine.Slot, value);
            if (value == Nothing) return;
        }
        await core.Update(mine.Line);
        mine.Items.Push(value);
    }

    public override async ValueTask<long> Pop(ModelCore core)
    {
        var mine = _parts[core.Number];
        if (hasSlot)
        {
            await core.Read(mine.SlotLine);
            var value = mine.Slot;
            mine.Slot = Nothing;
            if (value != Nothing) return value;
        }
        for (var i = 0; i < _parts.Length; i++)
        {
            var part = _parts[(core.Number + i) % _parts.Length];
            if (i > 0)
            {
                await core.Read(part.Line);
                if (part.Items.Count == 0) continue;
            }
            await core.Update(part.Line);
            if (part.Items.TryPop(out var item)) return item;
        }
        return Nothing;
    }
}
