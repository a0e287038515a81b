namespace Orrery.Concurrency.Coherence;

/// <summary>The elimination-backoff stack of Hendler, Shavit and Yerushalmi (SPAA 2004).</summary>
sealed class EliminationProgram : LinkedProgram
{
    readonly Worker[] _workers;
    readonly (CacheLine Line, Holder Last)[] _places;

    public EliminationProgram(CoherenceMachine machine)
    {
        _workers = [.. Enumerable.Range(0, machine.Cores).Select(_ => new Worker())];
        _places = [.. Enumerable.Range(0, Math.Max(1, machine.Cores / 2)).Select(_ => (new CacheLine(), new Holder()))];
    }

    sealed class Holder
    {
        public Worker? Worker { get; set; }
    }

    sealed class Offer(Worker owner, ModelNode? pushed)
    {
        public Worker Owner => owner;
        public ModelNode? Pushed => pushed;
        public ModelNode? Taken { get; set; }
        public bool IsPush => pushed is not null;
    }

    sealed class Worker
    {
        public CacheLine Line { get; } = new();
        public Offer? Location { get; set; }
        public int Width { get; set; } = 1;
        public int Spin { get; set; } = EliminationPolicy.LeastSpin;
    }

    public override async ValueTask Push(ModelCore core, long value)
    {
        var node = await Create(core, value);
        var me = _workers[core.Number];
        var offer = new Offer(me, node);
        while (!await TryPush(core, node, node))
            if (await TryEliminate(core, me, offer)) return;
    }

    public override async ValueTask<long> Pop(ModelCore core)
    {
        var me = _workers[core.Number];
        var offer = new Offer(me, null);
        while (true)
        {
            var (done, first) = await TryPop(core, 1);
            if (done) return first?.Value ?? Nothing;
            if (!await TryEliminate(core, me, offer)) continue;
            await core.Read(offer.Taken!.Line);
            return offer.Taken.Value;
        }
    }

    async ValueTask<bool> TryEliminate(ModelCore core, Worker me, Offer offer)
    {
        await core.Update(me.Line);
        me.Location = offer;
        var (line, last) = _places[core.Random.Below(me.Width)];
        await core.Update(line);
        var him = last.Worker;
        last.Worker = me;
        if (him is not null && him != me)
        {
            await core.Read(him.Line);
            if (him.Location is { } his && his.Owner == him && his.IsPush != offer.IsPush)
            {
                await core.Update(me.Line);
                if (me.Location != offer) return Finish(me, offer);
                me.Location = null;
                await core.Update(him.Line);
                if (him.Location == his)
                {
                    him.Location = offer.IsPush ? offer : null;
                    if (!offer.IsPush) offer.Taken = his.Pushed;
                    return Met(me);
                }
                me.Width = Math.Min(me.Width * 2, _places.Length);
                return false;
            }
        }
        await core.Work(me.Spin * CoherenceMachine.SpinTurnNanoseconds);
        await core.Update(me.Line);
        if (me.Location != offer) return Finish(me, offer);
        me.Location = null;
        me.Width = Math.Max(1, me.Width / 2);
        me.Spin = Math.Min(me.Spin * 2, EliminationPolicy.MostSpin);
        return false;
    }

    bool Finish(Worker me, Offer offer)
    {
        if (!offer.IsPush) offer.Taken = me.Location!.Pushed;
        me.Location = null;
        return Met(me);
    }

    bool Met(Worker me)
    {
        Eliminated++;
        me.Spin = EliminationPolicy.LeastSpin;
        return true;
    }
}
