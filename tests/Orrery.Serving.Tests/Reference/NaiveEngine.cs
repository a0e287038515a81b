using Orrery.Performance;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Reference;

/// <summary>
/// One replica, told as plainly as the rules can be: every step walks every request, and counts tokens, blocks and attended tokens anew, one by one.
/// Phase A serves the running in order, preempting from the tail; phase B admits the waiting in the order of the policy. Where prompts pause decodes, phase A
/// leaves decodes out, and serves them after B where there was no prompt. Slow, and right by inspection.
/// </summary>
sealed class NaiveEngine(ServingSetup setup, int rank = 0)
{
    sealed class Item
    {
        public required Request Request;
        public required int Place; // in the order of arrival
        public int Computed, Generated, Preemptions, Scheduled, Cached = -1, Lost;
        public List<Unit> Shared = [];
        public int SharedBlocks, NextUnit;
        public bool Decoding;
        public int Drafted, Replayed = -1;
        public long FirstToken, LastToken, FirstScheduled = -1, Since;

        public int Known => Request.InputTokens + Generated;
    }

    sealed class Unit
    {
        public required int Blocks;
        public long GivenUp = -1; // when the last reference went; -1 while there is one
    }

    readonly Dictionary<long, Unit> _cache = [];
    readonly RandomSource _acceptance = new RandomStreams((ulong)setup.Seed).Get("acceptance");
    int _drafted; // by each sequence, in this step
    long _clock;
    int _arrived;

    readonly List<Item> _waiting = [], _running = [];
    readonly List<RequestOutcome> _outcomes = [];

    public List<long> Gaps { get; } = [];

    public long Rejected { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Tokens computed again after their cache was lost.</summary>
    public long Recomputed { get; private set; }

    /// <summary>Picoseconds: those that all requests waited; those in which the cache had no room for the next.</summary>
    public long Waited { get; private set; }

    public long Blocked { get; private set; }

    long _now, _blockedAt = -1;

    public List<RequestOutcome> Run(IEnumerable<Request> requests)
    {
        var pending = new Queue<Request>(requests);
        var now = 0L;
        while (pending.Count + _waiting.Count + _running.Count > 0)
        {
            if (_waiting.Count + _running.Count == 0) now = Math.Max(now, pending.Peek().Arrival.Picoseconds);
            while (pending.Count > 0 && pending.Peek().Arrival.Picoseconds <= now) Arrive(pending.Dequeue());
            if (_waiting.Count + _running.Count > 0) now = Step(now);
        }
        return _outcomes;
    }

    /// <summary>Data ranks with a queue and a cache each, that step together; requests go to each in turn.</summary>
    public static List<RequestOutcome> RunRanks(IEnumerable<Request> requests, ServingSetup setup)
    {
        NaiveEngine[] ranks = [.. Enumerable.Range(0, setup.DataRanks).Select(rank => new NaiveEngine(setup, rank))];
        var pending = new Queue<Request>(requests);
        var (now, turn) = (0L, 0);
        while (pending.Count > 0 || ranks.Any(static rank => rank.HasWork))
        {
            if (!ranks.Any(static rank => rank.HasWork)) now = Math.Max(now, pending.Peek().Arrival.Picoseconds);
            while (pending.Count > 0 && pending.Peek().Arrival.Picoseconds <= now) ranks[turn++ % ranks.Length].Arrive(pending.Dequeue());
            if (!ranks.Any(static rank => rank.HasWork)) continue;
            setup.Timer.EvaluateRanks([.. ranks.Select(rank => rank.Plan(now))], out var cost);
            now += SimTime.FromSeconds(cost.Seconds).Picoseconds;
            foreach (var rank in ranks) rank.Finish(now);
        }
        return [.. ranks.SelectMany(static rank => rank._outcomes)];
    }

    bool HasWork => _waiting.Count + _running.Count > 0;

    void Arrive(Request request)
    {
        if (request.InputTokens + request.OutputTokens > setup.ContextLength || Room(request.InputTokens + request.OutputTokens - 1 + (setup.Spec.Speculation?.MostDrafted ?? 0)) > setup.Kv.Capacity.Value) Rejected++;
        else _waiting.Add(new Item { Request = request, Place = _arrived++, Since = request.Arrival.Picoseconds });
    }

    long Step(long now)
    {
        setup.Timer.Evaluate(Plan(now), out var cost);
        Steps++;
        now += SimTime.FromSeconds(cost.Seconds).Picoseconds;
        Finish(now);
        return now;
    }

    StepShape Plan(long now)
    {
        _now = now;
        var budget = setup.Spec.MaxBatchedTokens;
        var pauses = setup.Spec.Scheduler == "prefill-first";
        foreach (var item in _running) item.Scheduled = item.Drafted = 0;
        _drafted = Drafted();

        var preempted = Serve(item => !pauses || !item.Decoding, ref budget);
        while (!preempted && budget > 0 && _running.Count < setup.Spec.MaxSequences && _waiting.Count > 0)
        {
            var item = _waiting.MinBy(item => (Class(item, now), item.Place))!;
            var most = (item.Known - 1) / setup.Spec.BlockTokens;
            var (found, blocks) = Find(item.Request, most);
            var idle = found.Where(static u => u.GivenUp >= 0).Sum(static u => u.Blocks) * BlockBytes();
            if (Bytes(item.Known) - blocks * BlockBytes() > Free() - idle)
            {
                if (_blockedAt < 0) _blockedAt = now;
                break;
            }
            if (_blockedAt >= 0) Blocked += now - _blockedAt;
            _blockedAt = -1;
            Waited += now - item.Since;
            if (item.FirstScheduled < 0) item.FirstScheduled = now;
            _waiting.Remove(item);
            _running.Add(item);
            item.Computed = Math.Min(blocks, most) * setup.Spec.BlockTokens;
            Recomputed += Math.Max(0, item.Lost - item.Computed);
            if (item.Cached < 0) item.Cached = item.Computed;
            (item.Shared, item.SharedBlocks, item.NextUnit) = (found, blocks, found.Count);
            foreach (var unit in found) unit.GivenUp = -1;
            Schedule(item, Math.Min(item.Known - item.Computed, budget));
            budget -= item.Scheduled;
        }
        if (pauses && _running.All(static item => item.Scheduled == 0)) Serve(static item => item.Decoding, ref budget);

        return Shape();
    }

    void Finish(long now)
    {
        foreach (var item in _running.Where(static i => i.Scheduled > 0).ToArray())
        {
            var more = item.Decoding ? Accepted(item) : 0;
            item.Computed += item.Scheduled - item.Drafted + more;
            item.Generated += more;
            if (item.Computed < item.Known) continue;
            if (item.Generated == 0) item.FirstToken = now;
            else Gaps.Add(now - item.LastToken);
            item.LastToken = now;
            item.Decoding = true;
            if (++item.Generated < item.Request.OutputTokens) continue;
            Register(item, item.Computed);
            _running.Remove(item);
            GiveUp(item);
            _outcomes.Add(new(
                item.Request.Id, item.Request.Arrival.ToSeconds(), new Seconds(item.FirstToken * 1e-12), new Seconds(now * 1e-12),
                item.Request.InputTokens, item.Request.OutputTokens, item.Cached, item.Preemptions, rank)
            {
                FirstScheduled = new Seconds(item.FirstScheduled * 1e-12),
                Session = item.Request.Session,
                Priority = item.Request.Priority,
                Tenant = item.Request.Tenant,
            });
        }
    }

    // Gives running requests their tokens in order; the last ones lose their caches where blocks are short. Returns whether any did.
    bool Serve(Func<Item, bool> chosen, ref int budget)
    {
        var preempted = false;
        for (var i = 0; i < _running.Count && budget > 0; i++)
        {
            var item = _running[i];
            if (!chosen(item)) continue;
            item.Drafted = item.Decoding ? _drafted : 0;
            var tokens = Math.Min(item.Known - item.Computed + item.Drafted, budget);
            while (Room(item.Computed + tokens) - Bytes(item.Computed) > Free())
            {
                var victim = _running[^1];
                _running.RemoveAt(_running.Count - 1);
                GiveUp(victim);
                victim.Lost = victim.Computed;
                victim.Since = _now;
                victim.Computed = victim.Scheduled = victim.Drafted = 0;
                victim.Decoding = false;
                victim.Preemptions++;
                _waiting.Add(victim);
                preempted = true;
                if (victim == item) return true;
            }
            Schedule(item, tokens);
            budget -= tokens;
        }
        return preempted;
    }

    // The lowest class is admitted first, within a class the first to arrive.
    double Class(Item item, long now) => setup.Spec.Scheduler switch
    {
        "shortest-prompt" => item.Known,
        "shortest-job" => item.Request.InputTokens + item.Request.OutputTokens,
        "priority" => item.Request.Priority,
        "deadline" when item.Generated == 0 => now - item.Request.Arrival.Picoseconds > setup.Bounds.Ttft!.Value.Value * 1e12 ? 2 : 1,
        _ => 0,
    };

    // As many as were asked for, or as many as give most tokens a second from a step of decodes alone; within the tokens of a step.
    int Drafted()
    {
        var decoding = _running.Where(static item => item.Decoding).ToList();
        if (setup.Spec.Speculation is not { } speculation || decoding.Count == 0) return 0;
        var most = Math.Clamp(setup.Spec.MaxBatchedTokens / decoding.Count - 1, 0, speculation.MostDrafted);
        return speculation.Lookahead is not null ? most : Enumerable.Range(0, most + 1).MaxBy(drafted => {
            foreach (var item in decoding) (item.Drafted, item.Scheduled) = (drafted, 1 + drafted);
            setup.Timer.Evaluate(Shape(), out var cost);
            foreach (var item in decoding) item.Drafted = item.Scheduled = 0;
            return speculation.Acceptance.MeanLength(drafted) / cost.Seconds;
        });
    }

    int Accepted(Item item)
    {
        if (item.Drafted == 0) return 0;
        var acceptance = setup.Spec.Speculation!.Acceptance;
        var left = item.Request.OutputTokens - item.Generated - 1;
        if (acceptance is ReplayedAcceptance record)
        {
            if (item.Replayed < 0) item.Replayed = _acceptance.NextInt(record.Lengths.Length);
            var length = record.Lengths[item.Replayed++ % record.Lengths.Length];
            return Math.Min(Math.Min(length - 1, item.Drafted), left);
        }
        var draw = _acceptance.NextDouble();
        return Math.Min(left, Enumerable.Range(1, item.Drafted).Count(position => draw < acceptance.Survival(item.Drafted, position)));
    }

    StepShape Shape()
    {
        var shape = new StepShape();
        foreach (var item in _running.Where(static i => i.Scheduled > 0))
        {
            if (item.Decoding)
            {
                shape.DecodeSequences++;
                shape.DraftTokens += item.Drafted;
            }
            else
            {
                shape.PrefillTokens += item.Scheduled;
                shape.PrefillSequences++;
            }
            if (item.Computed + item.Scheduled - item.Drafted == item.Known) shape.SampledSequences++;
            for (var r = 0; r < setup.Timer.Reaches.Length; r++)
            {
                var reach = setup.Timer.Reaches[r];
                var last = item.Computed + item.Scheduled;
                var seen = last - First(reach, item.Computed + 1) + 1; // later ones see nothing older
                var pairs = 0;
                for (var position = item.Computed + 1; position <= last; position++) pairs += position - First(reach, position) + 1;
                (item.Decoding ? ref shape.DecodeAttended : ref shape.PrefillAttended)[r] += seen;
                if (item.Decoding) shape.DraftPairs[r] += pairs - seen;
                else shape.PrefillPairs[r] += pairs;
            }
        }
        if (setup.Timer.NeedsSpread && shape.DecodeSequences > 0)
        {
            var contexts = _running.Where(static i => i.Scheduled > 0 && i.Decoding).Select(static i => i.Computed + 1 + i.Drafted).ToArray();
            (shape.DecodeLongest, shape.DecodeShortest) = (contexts.Max(), contexts.Min());
        }
        return shape;
    }

    static int First(Reach reach, int position) => reach.Kind switch
    {
        ReachKind.Window or ReachKind.Picked => Math.Max(1, position - reach.Tokens + 1),
        ReachKind.Chunk => (position - 1) / reach.Tokens * reach.Tokens + 1,
        _ => 1,
    };

    bool Caches => setup.Spec.PrefixCache && BlockBytes() > 0;

    // Prefix blocks are taken to be whole cache blocks here.
    (List<Unit> Units, int Blocks) Find(Request request, int most)
    {
        var found = new List<Unit>();
        foreach (var identity in Caches ? request.Prefix.ToArray() : [])
        {
            if (found.Sum(static u => u.Blocks) >= most || !_cache.TryGetValue(identity, out var unit)) break;
            found.Add(unit);
        }
        return (found, found.Sum(static u => u.Blocks));
    }

    void Schedule(Item item, int tokens)
    {
        item.Scheduled = tokens;
        while (Free() < _cache.Values.Where(static u => u.GivenUp >= 0).Sum(static u => u.Blocks) * BlockBytes())
            _cache.Remove(_cache.Where(static e => e.Value.GivenUp >= 0).MinBy(static e => e.Value.GivenUp).Key);
        if (!item.Decoding) Register(item, item.Computed + tokens);
    }

    // Prompts are findable as they are computed, what is generated when all of it is.
    void Register(Item item, int computed)
    {
        for (; Caches && item.NextUnit < item.Request.Prefix.Length; item.NextUnit++)
        {
            var (begin, end) = (End(item.Request, item.NextUnit - 1), End(item.Request, item.NextUnit));
            if (end > computed) break;
            var unit = new Unit { Blocks = (end - begin) / setup.Spec.BlockTokens };
            if (unit.Blocks == 0 || !_cache.TryAdd(item.Request.Prefix.Span[item.NextUnit], unit)) continue;
            item.Shared.Add(unit);
            item.SharedBlocks += unit.Blocks;
        }
    }

    // Where a unit's last whole block ends.
    int End(Request request, int unit)
    {
        if (unit < 0) return 0;
        var end = request.PrefixEnds.IsEmpty ? Math.Min((unit + 1) * request.PrefixBlockTokens, request.InputTokens) : request.PrefixEnds.Span[unit];
        return end / setup.Spec.BlockTokens * setup.Spec.BlockTokens;
    }

    void GiveUp(Item item)
    {
        foreach (var unit in Enumerable.Reverse(item.Shared))
            if (!_running.Any(other => other != item && other.Shared.Contains(unit))) unit.GivenUp = _clock++;
        item.Shared = [];
        item.SharedBlocks = 0;
        item.NextUnit = 0;
    }

    double Free() => setup.Kv.Capacity.Value
        - _running.Sum(item => Room(item.Computed + item.Scheduled) - item.SharedBlocks * BlockBytes())
        - _cache.Values.Where(static u => u.GivenUp < 0).Sum(static u => u.Blocks) * BlockBytes();

    // No more is reserved than the context holds.
    double Room(int tokens) => Bytes(Math.Min(tokens, setup.ContextLength));

    double BlockBytes() => setup.Spec.BlockTokens * setup.Timer.Reaches.Select((reach, r) => reach.Kind == ReachKind.Full ? setup.Kv.BytesPerToken[r] : 0).Sum();

    double Bytes(int tokens)
    {
        if (tokens == 0) return 0;
        var bytes = setup.Kv.StateBytesPerSequence;
        for (var r = 0; r < setup.Timer.Reaches.Length; r++)
        {
            var reach = setup.Timer.Reaches[r];
            var kept = reach.Kind == ReachKind.Full ? tokens : Math.Min(tokens, reach.Tokens);
            bytes += Math.Ceiling((double)kept / setup.Spec.BlockTokens) * setup.Spec.BlockTokens * setup.Kv.BytesPerToken[r];
        }
        return bytes;
    }
}
