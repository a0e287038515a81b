using Orrery.Serving.Kv;
using Orrery.Simulation;

namespace Orrery.Serving.Tests.Kv;

public sealed class KvStoreTests
{
    const long Unit = 100;

    public static TheoryData<string> Evictions => [.. EvictionTable.All.Select(static e => e.Name)];

    // Serves accesses from a store of so many units, and tells which of them it had.
    static bool[] Serve(string eviction, int units, IReadOnlyList<long> trace, Action<KvStore>? look = null)
    {
        var time = 0;
        long NextUse(long identity)
        {
            for (var i = time; i < trace.Count; i++)
                if (trace[i] == identity) return i;
            return long.MaxValue;
        }
        var store = new KvStore(units * Unit, EvictionTable.Create(eviction, units * Unit, NextUse));
        var had = new bool[trace.Count];
        for (var i = 0; i < trace.Count; i++)
        {
            time = i + 1;
            if (store.Find(trace[i], i) is { } unit)
            {
                had[i] = true;
                store.Use(unit, i);
            }
            else if (store.Reserve(trace[i], Unit, i) is { } written) KvStore.Written(written);
            look?.Invoke(store);
        }
        return had;
    }

    static List<long> Trace(ulong seed, int length, int identities)
    {
        var random = new RandomStreams(seed).Get("trace");
        return [.. Enumerable.Range(0, length).Select(_ => (long)Math.Min(random.NextInt(identities), random.NextInt(identities)))];
    }

    [Theory]
    [InlineData("lru")]
    [InlineData("oracle")]
    public void A_larger_store_never_finds_less(string eviction)
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var trace = Trace(seed, 400, 30);
            var found = Enumerable.Range(1, 30).Select(units => Serve(eviction, units, trace).Count(static had => had)).ToList();
            Assert.Equal(found.Order(), found);
            Assert.Equal(trace.Count - trace.Distinct().Count(), found[^1]);
        }
    }

    [Fact]
    public void What_a_store_with_the_oldest_out_holds_a_larger_one_holds_too()
    {
        var trace = Trace(3, 500, 25);
        for (var units = 1; units < 12; units++)
            Assert.All(Serve("lru", units, trace).Zip(Serve("lru", units + 1, trace)), static pair => Assert.True(!pair.First || pair.Second));
    }

    [Theory]
    [MemberData(nameof(Evictions))]
    public void Nobody_finds_more_than_the_oracle(string eviction)
    {
        for (var seed = 1UL; seed <= 30; seed++)
        {
            var trace = Trace(seed, 300, 40);
            foreach (var units in new[] { 1, 3, 10, 25 })
                Assert.True(Serve(eviction, units, trace).Count(static had => had) <= Serve("oracle", units, trace).Count(static had => had));
        }
    }

    [Fact]
    public void The_oracle_and_the_log_find_what_the_best_of_all_choices_finds()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var trace = Trace(seed, 14, 5);
            foreach (var units in new[] { 1, 2, 3 })
            {
                var best = Best(trace, units);
                Assert.Equal(best, Serve("oracle", units, trace).Count(static had => had));
                var log = new ForesightLog();
                foreach (var identity in trace)
                {
                    log.Ask(identity, Unit, 1);
                    log.Close(counts: true);
                }
                Assert.Equal(best, log.TokensFound(units * Unit));
            }
        }
    }

    // Every choice of what leaves at every access, not taking the new one in among them.
    static int Best(List<long> trace, int units)
    {
        var known = new Dictionary<(int, string), int>();
        return From(0, []);

        int From(int i, HashSet<long> held)
        {
            if (i == trace.Count) return 0;
            var key = (i, string.Join(',', held.Order()));
            if (known.TryGetValue(key, out var found)) return found;
            if (held.Contains(trace[i])) found = 1 + From(i + 1, held);
            else
            {
                found = From(i + 1, held);
                if (held.Count < units) found = Math.Max(found, From(i + 1, [.. held, trace[i]]));
                else
                    foreach (var leaving in held) found = Math.Max(found, From(i + 1, [.. held.Where(h => h != leaving), trace[i]]));
            }
            return known[key] = found;
        }
    }

    [Fact]
    public void The_classics_agree_with_lists_that_are_searched()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var trace = Trace(seed, 400, 30);
            foreach (var units in new[] { 2, 7, 15 })
            {
                Assert.Equal(Searched(trace, units, static (list, i, _) => Last(list, i)), Serve("lru", units, trace));
                Assert.Equal(Searched(trace, units, static (list, _, _) => list), Serve("fifo", units, trace));
                Assert.Equal(Searched(trace, units, static (list, i, uses) => [.. Last(list, i).OrderBy(id => uses[id])]), Serve("lfu", units, trace));
            }
        }

        static List<long> Last(List<long> list, long identity) => [.. list.Where(id => id != identity), identity];

        // The list is in the order in which units leave; a use may change it.
        static bool[] Searched(List<long> trace, int units, Func<List<long>, long, Dictionary<long, int>, List<long>> place)
        {
            var (list, uses) = (new List<long>(), new Dictionary<long, int>());
            return [.. trace.Select(identity =>
            {
                var had = list.Contains(identity);
                if (!had && list.Count == units)
                {
                    uses.Remove(list[0]);
                    list.RemoveAt(0);
                }
                uses[identity] = uses.GetValueOrDefault(identity) + 1;
                if (!had) list.Add(identity);
                list = place(list, identity, uses);
                return had;
            })];
        }
    }

    [Fact]
    public void A_scan_does_not_wash_out_what_three_queues_keep()
    {
        // Ten units in steady use, and as many again that come once: LRU loses them all each round.
        var trace = Enumerable.Range(0, 50).SelectMany(static round => Enumerable.Range(0, 10).Select(static i => (long)i)
            .Concat(Enumerable.Range(0, 10).Select(static i => (long)i)).Concat(Enumerable.Range(0, 20).Select(i => 1000L + (round * 20) + i))).ToList();
        int Found(string eviction) => Serve(eviction, 20, trace).Count(static had => had);
        Assert.Equal(50 * 10, Found("lru"));
        Assert.True(Found("s3-fifo") > 900, $"{Found("s3-fifo")}");
    }

    [Theory]
    [MemberData(nameof(Evictions))]
    public void Bytes_add_up_and_what_is_pinned_stays_whatever_happens(string eviction)
    {
        var random = new RandomStreams(9).Get("operations");
        var store = new KvStore(1000, EvictionTable.Create(eviction, 1000, static identity => identity * 7919 % 100));
        var (writing, reading, held) = (new List<KvUnit>(), new List<KvUnit>(), new List<long>());
        for (var i = 0; i < 20_000; i++)
        {
            var identity = (long)random.NextInt(40);
            switch (random.NextInt(7))
            {
                case 0 or 1 when store.Find(identity, i) is null:
                    if (store.Reserve(identity, 1 + random.NextInt(200), i) is { } unit) writing.Add(unit);
                    break;
                case 2 when writing.Count > 0:
                    KvStore.Written(writing[^1]);
                    writing.RemoveAt(writing.Count - 1);
                    break;
                case 3 when store.Find(identity, i) is { Present: true } found:
                    store.Use(found, i);
                    if (reading.Count < 3) reading.Add(found);
                    if (reading.Contains(found)) found.Pins++;
                    if (reading.Count(r => r == found) > 1 || found.Pins > 1) found.Pins--;
                    break;
                case 4 when reading.Count > 0:
                    reading[0].Pins = 0;
                    reading.RemoveAt(0);
                    break;
                case 5 when store.Hold(1 + identity, i):
                    held.Add(1 + identity);
                    break;
                case 6 when held.Count > 0:
                    store.Release(held[^1]);
                    held.RemoveAt(held.Count - 1);
                    break;
            }
            Assert.InRange(store.Used, 0, 1000);
            Assert.Equal(store.Used, held.Sum() + Enumerable.Range(0, 40).Sum(id => store.Find(id, i)?.Bytes ?? 0));
            Assert.All(writing.Concat(reading.Where(static r => r.Pins > 0)), pinned => Assert.Same(pinned, store.Find(pinned.Identity, i)));
        }
    }

    [Fact]
    public void Writes_that_would_wear_the_cells_out_too_early_are_refused()
    {
        var store = new KvStore(10 * Unit, EvictionTable.Create("lru", 10 * Unit, null), writesPerSecond: Unit);
        var taken = 0;
        for (var i = 0; i < 1000; i++)
        {
            if (store.Reserve(i, Unit, SimTime.FromSeconds(i * 0.1).Picoseconds) is not { } unit) continue;
            KvStore.Written(unit);
            taken++;
        }
        Assert.Equal(10 + 99, taken); // once full, then one a second
    }

    [Fact]
    public void A_unit_that_nobody_used_for_long_is_forgotten()
    {
        var store = new KvStore(10 * Unit, EvictionTable.Create("fifo", 10 * Unit, null), timeToLive: 50);
        KvStore.Written(store.Reserve(1, Unit, 0)!);
        store.Use(store.Find(1, 50)!, 50);
        Assert.NotNull(store.Find(1, 100));
        Assert.Null(store.Find(1, 101));
        Assert.Equal(0, store.Used);
    }
}
