using System.Diagnostics.CodeAnalysis;

namespace Orrery.Concurrency;

/// <summary>
/// Treiber's stack whose losers meet in an array where a push and a pop eliminate each other
/// (Hendler, Shavit and Yerushalmi, "A scalable lock-free stack algorithm", SPAA 2004). The array's width and the time of waiting adapt.
/// </summary>
/// <remarks>The paper's table of locations by thread number is a field of each thread's record here, and an operation's offer is a new object, so that a reference can stand for it once only.</remarks>
/// <typeparam name="T">What it holds.</typeparam>
/// <typeparam name="TYield">What happens where other threads may come between.</typeparam>
public sealed class EliminationBackoffStack<T, TYield> : IConcurrentStack<T>, IDisposable where TYield : struct, IYieldPoint
{
    readonly TreiberStack<T, TYield> _stack;
    readonly ThreadLocal<Worker> _workers;
    readonly Hot<Worker>[] _collisions;
    readonly TYield _yield;
    int _seed;

    /// <summary>An empty stack.</summary>
    /// <param name="yield">The yield point.</param>
    /// <param name="width">Most places to meet: half the threads is the paper's advice.</param>
    public EliminationBackoffStack(TYield yield, int width = 8)
    {
        _yield = yield;
        _stack = new(yield);
        _workers = new(() => new((ulong)Interlocked.Increment(ref _seed)));
        _collisions = [.. Enumerable.Range(0, width).Select(_ => new Hot<Worker>())];
    }

    /// <inheritdoc/>
    public void Push(T item)
    {
        var node = new StackNode<T>(item);
        if (_stack.TryPushOnce(node)) return;
        var me = _workers.Value!;
        var offer = new Offer(me, node);
        while (!TryEliminate(me, offer) && !_stack.TryPushOnce(node)) _yield.Reach(StackStep.Lost);
    }

    /// <inheritdoc/>
    public bool TryPop([MaybeNullWhen(false)] out T item)
    {
        if (_stack.TryPopOnce(out var taken)) return Found(taken, out item);
        var me = _workers.Value!;
        var offer = new Offer(me, null);
        while (true)
        {
            if (TryEliminate(me, offer)) return Found(offer.Taken, out item);
            if (_stack.TryPopOnce(out taken)) return Found(taken, out item);
            _yield.Reach(StackStep.Lost);
        }
    }

    /// <summary>Frees the threads' records.</summary>
    public void Dispose() => _workers.Dispose();

    static bool Found(StackNode<T>? node, [MaybeNullWhen(false)] out T item)
    {
        item = node is null ? default : node.Value;
        return node is not null;
    }

    bool TryEliminate(Worker me, Offer offer)
    {
        _yield.Reach(StackStep.Announce);
        Volatile.Write(ref me.Location, offer);
        var him = Exchange(_collisions[me.Random.Below(me.Width)], me);
        if (him is not null && him != me)
        {
            _yield.Reach(StackStep.Read);
            // An offer that stands at another's place is one that he has just been given: it is not his.
            if (Volatile.Read(ref him.Location) is { } his && his.Owner == him && his.IsPush != offer.IsPush)
            {
                _yield.Reach(StackStep.Update);
                if (Interlocked.CompareExchange(ref me.Location, null, offer) != offer) return Finish(me, offer);
                if (Collide(offer, him, his)) return Eliminated(me, offer);
                me.Width = Math.Min(me.Width * 2, _collisions.Length);
                return false;
            }
        }
        Thread.SpinWait(me.Spin);
        _yield.Reach(StackStep.Gather);
        if (Interlocked.CompareExchange(ref me.Location, null, offer) != offer) return Finish(me, offer);
        me.Width = Math.Max(1, me.Width / 2);
        me.Spin = Math.Min(me.Spin * 2, EliminationPolicy.MostSpin);
        return false;
    }

    Worker? Exchange(Hot<Worker> place, Worker me)
    {
        _yield.Reach(StackStep.Update);
        return Interlocked.Exchange(ref place.Value, me);
    }

    // The active side: leaves a push's node at the pop's place, or takes the push's offer away.
    bool Collide(Offer mine, Worker him, Offer his)
    {
        _yield.Reach(StackStep.Update);
        if (Interlocked.CompareExchange(ref him.Location, mine.IsPush ? mine : null, his) != his) return false;
        if (!mine.IsPush) mine.Taken = his.Pushed;
        return true;
    }

    // The passive side: another has taken the offer, and left its own if it was a push.
    bool Finish(Worker me, Offer offer)
    {
        _yield.Reach(StackStep.Read);
        if (!offer.IsPush) offer.Taken = Volatile.Read(ref me.Location)!.Pushed;
        Volatile.Write(ref me.Location, null);
        return Eliminated(me, offer);
    }

    bool Eliminated(Worker me, Offer offer)
    {
        _yield.Reach(offer.IsPush ? StackStep.EliminatedPush : StackStep.EliminatedPop);
        me.Spin = EliminationPolicy.LeastSpin;
        return true;
    }

    sealed class Offer(Worker owner, StackNode<T>? pushed)
    {
        public readonly Worker Owner = owner;
        public readonly StackNode<T>? Pushed = pushed;
        public StackNode<T>? Taken;

        public bool IsPush => Pushed is not null;
    }

    sealed class Worker(ulong seed) : Padded
    {
        public Offer? Location;
        public SplitMix Random = new(seed);
        public int Width = 1, Spin = EliminationPolicy.LeastSpin;
    }
}

/// <summary>How long an offer of <see cref="EliminationBackoffStack{T, TYield}"/> stands, in turns of a spin: twice as long after each that nobody took. The same for the stack and for its model.</summary>
static class EliminationPolicy
{
    public const int LeastSpin = 8, MostSpin = 1024;
}
