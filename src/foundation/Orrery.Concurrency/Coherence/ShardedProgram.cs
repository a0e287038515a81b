namespace Orrery.Concurrency.Coherence;

/// <summary>What of the sharded stack a program is to have.</summary>
/// <param name="Shards">Fixed number of shards; 0 adapts.</param>
/// <param name="GatherNanoseconds">How long the first of a batch waits for company; negative waits until the batch before is done.</param>
/// <param name="IsDirectFirst">True where operations go straight to the top unless announcing pays.</param>
/// <param name="IsPacked">True where one counter serves pushes and pops; false with two, and a flag for which the first of each compete, as published.</param>
sealed record ShardedVariant(int Shards, double GatherNanoseconds, bool IsDirectFirst, bool IsPacked);

/// <summary>Sharded announcement, elimination and combining (Singh, Metaxakis and Fatourou, PPoPP 2026), and <see cref="ShardedCombiningStack{T}"/> as this library builds it.</summary>
sealed class ShardedProgram : LinkedProgram
{
    const int NodesPerLine = 8;

    readonly ShardedVariant _variant;
    readonly CoherenceSpec _spec;
    readonly CacheLine _policyLine = new(), _lossLine = new();
    readonly Shard[] _shards;
    readonly int _cores;
    bool _announces;
    int _open, _losses, _trial, _patience = ShardingPolicy.LeastPatience;

    public ShardedProgram(CoherenceMachine machine, ShardedVariant variant)
    {
        (_variant, _spec, _cores) = (variant, machine.Spec, machine.Cores);
        _announces = !variant.IsDirectFirst;
        _open = variant.Shards == 0 ? 1 : variant.Shards;
        _shards = [.. Enumerable.Range(0, variant.Shards == 0 ? ShardingOptions.MostAdaptiveShards : variant.Shards).Select(_ => new Shard(new(machine.Cores, 0, 0)))];
    }

    sealed class Shard(Batch batch)
    {
        public CacheLine Line { get; } = new();
        public Batch Batch { get; set; } = batch;
        public CacheLine DoneLine { get; } = new();
        public long Done { get; set; }
    }

    sealed class Batch(int capacity, long number, int load)
    {
        public CacheLine Counter { get; } = new();
        public CacheLine PopCounter { get; } = new();
        public CacheLine FlagLine { get; } = new();
        public CacheLine[] SlotLines { get; } = [.. Enumerable.Range(0, capacity / NodesPerLine + 1).Select(_ => new CacheLine())];
        public ModelNode?[] Slots { get; } = new ModelNode?[capacity];
        public long Number => number;
        public int Load => load;
        public int Pushed { get; set; }
        public int Popped { get; set; }
        public bool IsSealed { get; set; }
        public bool HasFreezer { get; set; }
        public int Pushes { get; set; }
        public int Pops { get; set; }
        public int Stage { get; set; }
        public ModelNode? Taken { get; set; }
    }

    // Neighbours share a shard.
    Shard Mine(ModelCore core) => _shards[core.Number * _open / _cores];

    public override async ValueTask Push(ModelCore core, long value)
    {
        var node = await Create(core, value);
        await core.Read(_policyLine);
        for (var losses = 0; !_announces; losses++)
        {
            if (await TryPush(core, node, node)) return;
            await Lose(core, losses);
        }
        while (true)
        {
            var shard = Mine(core);
            await core.Read(shard.Line);
            var batch = shard.Batch;
            var (number, isFirst, isLate) = await Announce(core, batch, isPush: true);
            if (isLate) continue;
            if (number < batch.Slots.Length) await core.Write(batch.SlotLines[number / NodesPerLine], () => batch.Slots[number] = node);
            await FreezeOrWait(core, shard, batch, isFirst);
            if (number >= batch.Pushes) continue;
            if (number < batch.Pops)
            {
                Eliminated++;
                return;
            }
            Combined++;
            if (number == batch.Pops) await ApplyPushes(core, shard, batch);
            else await core.Await(batch.FlagLine, () => batch.Stage == 2);
            return;
        }
    }

    public override async ValueTask<long> Pop(ModelCore core)
    {
        await core.Read(_policyLine);
        for (var losses = 0; !_announces; losses++)
        {
            var (done, first) = await TryPop(core, 1);
            if (done) return first?.Value ?? Nothing;
            await Lose(core, losses);
        }
        while (true)
        {
            var shard = Mine(core);
            await core.Read(shard.Line);
            var batch = shard.Batch;
            var (number, isFirst, isLate) = await Announce(core, batch, isPush: false);
            if (isLate) continue;
            await FreezeOrWait(core, shard, batch, isFirst);
            if (number >= batch.Pops) continue;
            if (number < batch.Pushes)
            {
                Eliminated++;
                await core.Await(batch.SlotLines[number / NodesPerLine], () => batch.Slots[number] is not null);
                await core.Read(batch.Slots[number]!.Line);
                return batch.Slots[number]!.Value;
            }
            Combined++;
            if (number == batch.Pushes) await ApplyPops(core, shard, batch);
            else await core.Await(batch.FlagLine, () => batch.Stage == 2);
            var mine = batch.Taken;
            for (var i = batch.Pushes; i < number && mine is not null; i++)
            {
                await core.Read(mine.Line);
                mine = mine.Next;
            }
            if (mine is null) return Nothing;
            await core.Read(mine.Line);
            return mine.Value;
        }
    }

    async ValueTask<(int Number, bool IsFirst, bool IsLate)> Announce(ModelCore core, Batch batch, bool isPush)
    {
        await core.Update(isPush || _variant.IsPacked ? batch.Counter : batch.PopCounter);
        if (_variant.IsPacked && batch.IsSealed) return (0, false, true);
        var isFirst = _variant.IsPacked ? batch.Pushed + batch.Popped == 0 : (isPush ? batch.Pushed : batch.Popped) == 0;
        var number = isPush ? batch.Pushed++ : batch.Popped++;
        if (!isFirst || _variant.IsPacked) return (number, isFirst, false);
        // As published: the first push and the first pop compete for the freezer's role.
        await core.Update(batch.FlagLine);
        isFirst = !batch.HasFreezer;
        batch.HasFreezer = true;
        return (number, isFirst, false);
    }

    async ValueTask FreezeOrWait(ModelCore core, Shard shard, Batch batch, bool isFirst)
    {
        if (!isFirst)
        {
            await core.Await(batch.FlagLine, () => batch.Stage >= 1);
            return;
        }
        if (_variant.GatherNanoseconds < 0) await core.Await(shard.DoneLine, () => shard.Done >= batch.Number);
        else await core.Work(_variant.GatherNanoseconds);
        var load = ShardingPolicy.Next(batch.Load, batch.Pushed + batch.Popped);
        await Adapt(core, shard, batch.Number, load);
        await core.Allocate(4);
        var successor = new Batch(Math.Max(8, _cores), batch.Number + 1, load);
        await core.Write(shard.Line, () => shard.Batch = successor);
        await core.Update(batch.Counter);
        if (!_variant.IsPacked) await core.Read(batch.PopCounter);
        batch.IsSealed = true;
        (batch.Pushes, batch.Pops) = (Math.Min(batch.Pushed, batch.Slots.Length), batch.Popped);
        Batches++;
        if (batch.Pushes == batch.Pops) await Finish(core, shard, batch);
        else await core.Write(batch.FlagLine, () => batch.Stage = 1);
    }

    async ValueTask Lose(ModelCore core, int losses)
    {
        await BackOff(core, losses);
        await core.Read(_policyLine);
        if (losses == 0) return;
        await core.Write(_lossLine, () => _losses++);
        if (_losses < _patience || _announces) return;
        await core.Write(_policyLine, () => (_losses, _trial, _announces) = (0, ShardingPolicy.Trial, true));
    }

    async ValueTask Adapt(ModelCore core, Shard shard, long number, int load)
    {
        if (_variant.IsDirectFirst && _announces)
        {
            if (ShardingPolicy.HasCompany(load) || _open > 1) _patience = ShardingPolicy.LeastPatience;
            else if (_trial > 0) _trial--;
            else await core.Write(_policyLine, () => (_patience, _announces) = (Math.Min(_patience * 2, ShardingPolicy.MostPatience), false));
        }
        if (_variant.Shards > 0 || shard != _shards[0] || number % ShardingPolicy.Reconsider != 0) return;
        var open = ShardingPolicy.Open(load, _open, _shards.Length);
        if (open != _open) await core.Write(_policyLine, () => _open = open);
    }

    async ValueTask ApplyPushes(ModelCore core, Shard shard, Batch batch)
    {
        ModelNode? top = null, bottom = null;
        for (var i = batch.Pops; i < batch.Pushes; i++)
        {
            var number = i;
            await core.Await(batch.SlotLines[number / NodesPerLine], () => batch.Slots[number] is not null);
            var node = batch.Slots[number]!;
            if (top is not null) await core.Update(node.Line);
            node.Next = top;
            top = node;
            bottom ??= node;
        }
        for (var losses = 0; !await TryPush(core, top!, bottom!); losses++) await BackOff(core, losses);
        await Finish(core, shard, batch);
    }

    async ValueTask ApplyPops(ModelCore core, Shard shard, Batch batch)
    {
        for (var losses = 0; ; losses++)
        {
            var (done, first) = await TryPop(core, batch.Pops - batch.Pushes);
            if (done)
            {
                batch.Taken = first;
                break;
            }
            await BackOff(core, losses);
        }
        await Finish(core, shard, batch);
    }

    static async ValueTask Finish(ModelCore core, Shard shard, Batch batch)
    {
        await core.Write(batch.FlagLine, () => batch.Stage = 2);
        await core.Write(shard.DoneLine, () => shard.Done = Math.Max(shard.Done, batch.Number + 1));
    }

    // SpinWait, as ConcurrentStack's.
    static CoherenceMachine.Step BackOff(ModelCore core, int losses) => core.Work((0.5 + core.Random.Share()) * Math.Min(CoherenceMachine.SpinTurnNanoseconds * (1 << Math.Min(losses, 20)), CoherenceMachine.LongestBackOffNanoseconds));
}
