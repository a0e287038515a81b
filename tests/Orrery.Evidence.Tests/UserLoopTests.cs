using Orrery.Evaluation;

namespace Orrery.Evidence.Tests;

public sealed class UserLoopTests
{
    static UserLoop Loop(int users, int places = int.MaxValue, bool drawn = false) => new(users, Math.Min(users, places), 101, Alone: 0.1, Each: 0.05, Together: 4, Steps: 1, First: 0.01, Further: 0, drawn);

    [Fact]
    public void One_user_waits_for_a_prompt_alone()
        => Assert.Equal(0.1, Loop(1).MeanTtft(1), 12);

    [Fact]
    public void Equal_lengths_keep_users_together_and_prompts_wait_for_those_before()
    {
        // Eight start at once, four a step: the first four at 0.25 s, the others at 0.5 s beside decodes that add 5 ms; then each four come back together and meet nobody.
        var mean = Loop(8).MeanTtft(1);
        Assert.InRange(mean, 0.25, (0.25 + 0.505) / 2);
    }

    [Fact]
    public void Who_finds_no_place_waits_for_a_life()
    {
        // Half wait for a place all the time: as long as the others take, at least.
        var mean = Loop(8, places: 4).MeanTtft(1);
        Assert.InRange(mean, 1.0, 1.6);
    }

    [Fact]
    public void Longer_prompts_and_more_users_never_shorten_the_wait()
    {
        for (var users = 1; users <= 64; users *= 2)
        {
            Assert.True(Loop(users, drawn: true).MeanTtft(1.5) >= Loop(users, drawn: true).MeanTtft(1));
            Assert.True(Loop(2 * users, drawn: true).MeanTtft(1) >= 0.95 * Loop(users, drawn: true).MeanTtft(1));
        }
    }

    [Fact]
    public void A_pool_of_prompts_that_cannot_keep_up_holds_all_users()
    {
        // One engine computes 1 prompt in 1 s, and an answer takes 1 s: of 50 users about 49 queue, each for 49 s, less what the end of the run cuts off.
        var loop = new SplitUserLoop(50, 101, 1, Alone: 1, Each: 1, Together: 1, DecodeEngines: 1, First: 0.01, Further: 0, Drawn: true);
        Assert.InRange(loop.MeanTtft(1), 40, 50);
        Assert.InRange((loop with { PrefillEngines = 50 }).MeanTtft(1), 0.999, 1.001);
    }

    [Fact]
    public void Equal_answers_of_a_split_loop_come_back_together_and_drawn_ones_do_not()
    {
        // Ten users and two engines of prompts, a prompt in 0.1 s and an answer in 10 s: equal answers come back by twos, as they were begun, and meet nobody; drawn ones meet now and then.
        var equal = new SplitUserLoop(10, 1001, 2, Alone: 0.1, Each: 0.1, Together: 1, DecodeEngines: 1, First: 0.01, Further: 0, Drawn: false);
        Assert.Equal((0.1 + 0.2 + 0.3 + 0.4 + 0.5 + 9 * 5 * 0.1) / 50, equal.MeanTtft(1), 9);
        Assert.NotEqual(equal.MeanTtft(1), (equal with { Drawn = true }).MeanTtft(1), 9);
    }
}
