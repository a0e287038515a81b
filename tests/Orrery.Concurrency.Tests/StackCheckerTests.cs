using Orrery.Concurrency.Verification;

namespace Orrery.Concurrency.Tests;

public class StackCheckerTests
{
    static StackOperation Push(int worker, long called, long returned, params long[] values) => new(worker, StackOperationKind.Push, values, values.Length, called, returned);

    static StackOperation Pop(int worker, long called, long returned, params long[] values) => new(worker, StackOperationKind.Pop, values, Math.Max(1, values.Length), called, returned);

    static StackOperation Peek(int worker, long called, long returned, params long[] values) => new(worker, StackOperationKind.Peek, values, 1, called, returned);

    static void Expect(LinearizabilityVerdict verdict, params StackOperation[] history) => Assert.Equal(verdict, StackChecker.Check(history).Verdict);

    [Fact]
    public void The_last_pushed_must_come_first()
    {
        Expect(LinearizabilityVerdict.Linearizable, Push(0, 1, 2, 7), Push(0, 3, 4, 8), Pop(1, 5, 6, 8), Pop(1, 7, 8, 7));
        Expect(LinearizabilityVerdict.NotLinearizable, Push(0, 1, 2, 7), Push(0, 3, 4, 8), Pop(1, 5, 6, 7), Pop(1, 7, 8, 8));
    }

    [Fact]
    public void Overlapping_pushes_may_come_in_either_order() =>
        Expect(LinearizabilityVerdict.Linearizable, Push(0, 1, 4, 7), Push(1, 2, 3, 8), Pop(0, 5, 6, 7), Pop(1, 7, 8, 8));

    [Fact]
    public void A_pop_may_not_find_nothing_while_something_is_there() =>
        Expect(LinearizabilityVerdict.NotLinearizable, Push(0, 1, 2, 7), Pop(1, 3, 4), Pop(0, 5, 6, 7));

    [Fact]
    public void A_value_is_popped_once() =>
        Expect(LinearizabilityVerdict.NotLinearizable, Push(0, 1, 2, 7), Pop(0, 3, 6, 7), Pop(1, 4, 5, 7));

    [Fact]
    public void A_value_comes_from_somewhere() =>
        Expect(LinearizabilityVerdict.NotLinearizable, Push(0, 1, 2, 7), Pop(0, 3, 6, 9));

    [Fact]
    public void A_look_keeps_a_value_where_it_is()
    {
        // The pop overlaps everything, but the look at 7 comes after 8 was pushed and popped again.
        Expect(LinearizabilityVerdict.Linearizable, Push(0, 1, 2, 7), Pop(1, 3, 20, 7), Push(0, 4, 5, 8), Pop(0, 6, 7, 8), Peek(0, 8, 9, 7));
        Expect(LinearizabilityVerdict.NotLinearizable, Push(0, 1, 2, 7), Pop(1, 3, 7, 7), Push(0, 4, 5, 8), Pop(0, 6, 8, 8), Peek(0, 9, 10, 7));
    }

    [Fact]
    public void A_range_comes_off_in_one_piece()
    {
        Expect(LinearizabilityVerdict.Linearizable, Push(0, 1, 2, 1, 2, 3), Pop(1, 3, 4, 3, 2), Pop(1, 5, 6, 1));
        Expect(LinearizabilityVerdict.NotLinearizable, Push(0, 1, 2, 1, 2, 3), Pop(1, 3, 4, 2, 3), Pop(1, 5, 6, 1));
        var short2 = new StackOperation(1, StackOperationKind.Pop, [3, 2], 5, 3, 4);
        Expect(LinearizabilityVerdict.NotLinearizable, Push(0, 1, 2, 1, 2, 3), short2);
    }

    [Fact]
    public void The_order_found_explains_the_history_and_a_refusal_names_what_does_not_fit()
    {
        var found = StackChecker.Check([Push(0, 1, 4, 7), Push(1, 2, 3, 8), Pop(0, 5, 6, 7)]);
        Assert.Equal([8, 7, 7], found.Order.Select(o => o.Values[0]));

        var refused = StackChecker.Check([Push(0, 1, 2, 7), Pop(1, 3, 4), Pop(0, 5, 6, 7)]);
        Assert.Equal("worker 1: pop 1 → nothing [3, 4]", Assert.Single(refused.Blocked, o => o.Worker == 1).ToString());
    }

    [Fact]
    public void A_history_that_is_none_is_refused()
    {
        Assert.Throws<ArgumentException>(() => StackChecker.Check([Push(0, 4, 1, 7)]));
        Assert.Throws<ArgumentException>(() => StackChecker.Check([Push(0, 1, 4, 7), Push(0, 3, 6, 8)]));
    }

    [Fact]
    public void The_verdict_is_that_of_trying_every_order()
    {
        var random = new RandomHistories(seed: 20260104);
        var verdicts = new int[2];
        for (var i = 0; i < 20_000; i++)
        {
            var history = random.Next();
            var expected = EveryOrder.Explains(history);
            var result = StackChecker.Check(history);
            Assert.True(expected == (result.Verdict == LinearizabilityVerdict.Linearizable), string.Join('\n', history));
            if (expected) EveryOrder.Replay(result.Order);
            verdicts[expected ? 1 : 0]++;
        }
        // Neither answer is rare, so neither half of the comparison is vacuous.
        Assert.All(verdicts, count => Assert.InRange(count, 4_000, 16_000));
    }

    [Theory]
    [InlineData(4, 100_000)]
    [InlineData(16, 20_000)]
    public void Long_histories_are_decided(int workers, int length)
    {
        var history = LongHistories.Serial(workers, length, seed: 7);
        var found = StackChecker.Check(history);
        Assert.Equal(LinearizabilityVerdict.Linearizable, found.Verdict);
        Assert.InRange(found.Steps, length, 3L * length);

        // Two pops, far from the end and apart in time, change their values.
        LongHistories.SwapTwoPops(history);
        Assert.Equal(LinearizabilityVerdict.NotLinearizable, StackChecker.Check(history).Verdict);
    }
}
