using FsCheck;
using FsCheck.Fluent;
using Orrery.Workloads.Architectures;

namespace Orrery.Workloads.Tests.Architectures;

public class ReachMathTests
{
    static readonly Gen<Reach> s_reach =
        from kind in Gen.Elements(ReachKind.Full, ReachKind.Window, ReachKind.Chunk, ReachKind.Picked)
        from tokens in Gen.Choose(1, 40)
        select kind == ReachKind.Full ? Reach.Full : new Reach(kind, tokens);

    static readonly Gen<(Reach Reach, int Computed, int Tokens)> s_chunk =
        from reach in s_reach
        from computed in Gen.Choose(0, 120)
        from tokens in Gen.Choose(0, 120)
        select (reach, computed, tokens);

    [Fact]
    public void Closed_forms_agree_with_looking_at_every_pair() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20260807, 1),
            Prop.ForAll(s_chunk.ToArbitrary(), static c =>
            {
                long pairs = 0;
                var read = new HashSet<int>();
                for (var p = c.Computed + 1; p <= c.Computed + c.Tokens; p++)
                {
                    var seen = Enumerable.Range(1, p).Where(q => Sees(c.Reach, p, q)).ToList();
                    Assert.Equal(seen.Count, ReachMath.Attended(c.Reach, p));
                    pairs += seen.Count;
                    read.UnionWith(seen);
                }
                Assert.Equal(pairs, ReachMath.Pairs(c.Reach, c.Computed, c.Tokens));
                Assert.Equal(read.Count, ReachMath.Read(c.Reach, c.Computed, c.Tokens));
            }));

    [Fact]
    public void A_prefill_in_two_chunks_has_the_pairs_of_one() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(20260808, 1),
            Prop.ForAll(s_chunk.ToArbitrary(), static c =>
                Assert.Equal(
                    ReachMath.Pairs(c.Reach, 0, c.Computed + c.Tokens),
                    ReachMath.Pairs(c.Reach, 0, c.Computed) + ReachMath.Pairs(c.Reach, c.Computed, c.Tokens))));

    [Fact]
    public void Ten_million_tokens_do_not_overflow() =>
        Assert.Equal(50_000_005_000_000, ReachMath.Pairs(Reach.Full, 0, 10_000_000));

    static bool Sees(Reach reach, int from, int to) => reach.Kind switch
    {
        // Which tokens are picked does not count, but how many; the last are as good as any.
        ReachKind.Window or ReachKind.Picked => from - to < reach.Tokens,
        ReachKind.Chunk => (from - 1) / reach.Tokens == (to - 1) / reach.Tokens,
        _ => true,
    };
}
