using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Sessions;

namespace Orrery.Workloads.Tests.Sessions;

public sealed class SessionTrafficTests
{
    static readonly LengthSpec Some = new LogNormalLength(80, 0.8) { Max = 4000 };

    [Fact]
    public void A_prompt_is_the_history_and_the_question_and_comes_when_the_pause_is_over()
    {
        var traffic = Served.Traffic(new SessionSpec { Turns = new ConstantLength(5), Think = Served.Always(7), SharedTokens = 1000, Opening = new ConstantLength(500) });
        var all = Served.By(Served.Open(traffic), static r => 0.25 + r.OutputTokens * 0.01);
        Assert.Equal(100, all.Count);
        for (var session = 0; session < 20; session++)
        {
            var turns = all.OfSession(session);
            Assert.Equal([1600, 1730, 1860, 1990, 2120], turns.Select(static t => t.Request.InputTokens));
            for (var i = 1; i < turns.Length; i++) Assert.Equal(turns[i - 1].Answered + SimTime.FromSeconds(7), turns[i].Request.Arrival);
        }
    }

    [Fact]
    public void The_next_prompt_begins_with_all_that_was_computed_and_other_sessions_have_the_shared_part_alone_in_common()
    {
        var traffic = Served.Traffic(new SessionSpec { Turns = new ConstantLength(6), SharedTokens = 1300 }, Some, Some);
        var all = Served.By(Served.Open(traffic), static _ => 1);
        for (var session = 0; session < 20; session++)
        {
            var turns = all.OfSession(session);
            for (var i = 1; i < turns.Length; i++)
            {
                var (before, after) = (turns[i - 1].Request, turns[i].Request);
                Assert.Equal(before.Prefix.Length, Served.Common(before, after));
                Assert.Equal(before.InputTokens + before.OutputTokens - 1, before.PrefixEnds.Span[^1]); // nobody has computed the last token
            }
            var common = Served.Common(turns[^1].Request, all.OfSession((session + 1) % 20)[^1].Request);
            Assert.Equal(1300, turns[0].Request.PrefixEnds.Span[common - 1]);
        }
        // A long history has few identities: none is shorter than what a turn adds, or 512 tokens.
        Assert.All(all, static r => Assert.True(r.Request.Prefix.Length <= 3 + 6 * 2 + (r.Request.InputTokens + r.Request.OutputTokens) / 512));
    }

    [Fact]
    public void Sessions_that_virtual_time_ends_before_are_missed_when_nobody_is_left_to_send()
    {
        var traffic = Served.Traffic(new SessionSpec { Turns = new ConstantLength(3), Sessions = 20 });
        traffic = traffic with { Synthetic = traffic.Synthetic! with { Arrivals = new() { Family = GapFamily.Constant, Rate = new(1.1e-6) } } };
        Assert.Contains("only 10 of 20 sessions", Assert.Throws<ArrivalsEndException>(() => Served.By(Served.Open(traffic), static _ => 1)).Message, StringComparison.Ordinal);
        Assert.Equal(30, Served.By(Served.Open(traffic with { Requests = 30 }), static _ => 1).Count);
    }

    [Fact]
    public void Memory_grows_with_the_history_not_with_its_square()
    {
        long Bytes(int turns)
        {
            var source = Served.Open(Served.Traffic(new SessionSpec { Turns = new ConstantLength(turns), Sessions = 1 }));
            var requests = new InstantAnswers(source);
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (requests.TryNext(out _)) { }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Bytes(10);
        Assert.InRange(Bytes(8000), 1, 2.5 * Bytes(4000));
    }

    [Fact]
    public void What_sessions_ask_does_not_depend_on_how_fast_they_are_answered()
    {
        var session = new SessionSpec
        {
            Turns = new UniformLength { Min = 1, Max = 6 }, Think = new ExponentialDuration(new Seconds(5)), SharedTokens = 700,
            Tools = new ToolSpec { Calls = new UniformLength { Min = 1, Max = 4 }, Latency = new LogNormalDuration(new Seconds(0.5), 1), Returns = Some, Parallel = 2 },
            Branches = new BranchSpec(new UniformLength { Min = 1, Max = 3 }, new ConstantLength(20), Some),
        };
        IEnumerable<(long, int, int)> Asked(double factor) => Served.By(Served.Open(Served.Traffic(session, Some, Some)), r => factor * (1 + r.OutputTokens * 0.01))
            .Select(static r => (r.Request.Session, r.Request.InputTokens, r.Request.OutputTokens)).Order();
        Assert.Equal(Asked(0.01), Asked(3));
    }

    [Fact]
    public void Reasoning_that_is_dropped_is_generated_but_neither_repeated_nor_found()
    {
        var session = new SessionSpec { Turns = new ConstantLength(3), Reasoning = new ReasoningSpec(new ConstantLength(1000)) };
        var dropped = Served.By(Served.Open(Served.Traffic(session)), static _ => 1).OfSession(0);
        Assert.Equal([100, 230, 360], dropped.Select(static t => t.Request.InputTokens));
        Assert.All(dropped, static t => Assert.Equal(1030, t.Request.OutputTokens));
        for (var i = 1; i < 3; i++)
        {
            var common = Served.Common(dropped[i - 1].Request, dropped[i].Request);
            Assert.Equal(dropped[i - 1].Request.InputTokens, dropped[i].Request.PrefixEnds.Span[common - 1]);
        }
        var kept = Served.By(Served.Open(Served.Traffic(session with { Reasoning = session.Reasoning with { Keep = true } })), static _ => 1).OfSession(0);
        Assert.Equal([100, 1230, 2360], kept.Select(static t => t.Request.InputTokens));
        Assert.Equal(kept[1].Request.Prefix.Length, Served.Common(kept[1].Request, kept[2].Request));
    }

    [Fact]
    public void Calls_append_what_all_their_tools_return_and_wait_for_the_slowest()
    {
        var tools = new ToolSpec { Calls = new ConstantLength(2), Arguments = new ConstantLength(40), Latency = new UniformDuration { Min = new Seconds(1), Max = new Seconds(9) }, Returns = new ConstantLength(300) };
        double Wait(int parallel)
        {
            var all = Served.By(Served.Open(Served.Traffic(new SessionSpec { Turns = new ConstantLength(1), Sessions = 400, Tools = tools with { Parallel = parallel } })), static _ => 2);
            var waits = new List<double>();
            for (var session = 0; session < 400; session++)
            {
                var steps = all.OfSession(session);
                Assert.Equal([100, 140 + 300 * parallel, 180 + 600 * parallel], steps.Select(static s => s.Request.InputTokens));
                Assert.Equal([40, 40, 30], steps.Select(static s => s.Request.OutputTokens));
                for (var i = 1; i < 3; i++) waits.Add((steps[i].Request.Arrival - steps[i - 1].Answered).TotalSeconds);
            }
            return waits.Average();
        }
        Assert.Equal(5, Wait(1), 0.25);
        Assert.Equal(1 + 8 * 3.0 / 4, Wait(3), 0.25); // the largest of three uniform draws
    }

    [Fact]
    public void Branches_run_beside_each_other_and_the_answer_reads_them_all()
    {
        var session = new SessionSpec { Turns = new ConstantLength(2), SharedTokens = 200, Branches = new BranchSpec(new ConstantLength(4), new ConstantLength(25), new UniformLength { Min = 50, Max = 90 }) };
        var steps = Served.By(Served.Open(Served.Traffic(session)), static r => r.OutputTokens * 0.1).OfSession(3);
        Assert.Equal(10, steps.Length);
        for (var turn = 0; turn < 2; turn++)
        {
            var (branches, answer) = (steps[(5 * turn)..(5 * turn + 4)], steps[5 * turn + 4]);
            var task = branches[0].Request.InputTokens - 25;
            Assert.All(branches, b => Assert.Equal((branches[0].Request.Arrival, task + 25), (b.Request.Arrival, b.Request.InputTokens)));
            Assert.Equal(branches.Max(static b => b.Answered), answer.Request.Arrival);
            Assert.Equal(task + branches.Sum(static b => b.Request.OutputTokens), answer.Request.InputTokens);
            // What they have in common is the turn's prompt so far, and so has the answer.
            foreach (var other in (Request[])[branches[1].Request, branches[3].Request, answer.Request])
                Assert.Equal(task, other.PrefixEnds.Span[Served.Common(branches[0].Request, other) - 1]);
        }
    }

    [Fact]
    public void A_context_that_is_truncated_or_consolidated_stays_bounded_where_the_full_one_grows()
    {
        var session = new SessionSpec
        {
            Turns = new ConstantLength(1), SharedTokens = 300,
            Tools = new ToolSpec { Calls = new ConstantLength(40), Arguments = new ConstantLength(50), Latency = Served.Always(1), Returns = new ConstantLength(600) },
        };
        int[] Prompts(ContextSpec context) => [.. Served.By(Served.Open(Served.Traffic(session with { Context = context })), static _ => 1).OfSession(0).Select(static s => s.Request.InputTokens)];
        Assert.Equal(Enumerable.Range(0, 41).Select(static i => 400 + i * 650), Prompts(new(ContextKind.Full)));
        Assert.Equal(Enumerable.Range(0, 41).Select(static i => Math.Min(400 + i * 650, 2300)), Prompts(new(ContextKind.Truncate, 2000)));
        // The task, the state, the last call and what it returned.
        Assert.Equal([400, .. Enumerable.Repeat(400 + 200 + 650, 40)], Prompts(new(ContextKind.Consolidate, 200)));

        var steps = Served.By(Served.Open(Served.Traffic(session with { Context = new(ContextKind.Consolidate, 200) })), static _ => 1).OfSession(0);
        Assert.Equal(200 + 50, steps[5].Request.OutputTokens); // the state is generated with every answer
        Assert.Equal(400, steps[5].Request.PrefixEnds.Span[Served.Common(steps[4].Request, steps[5].Request) - 1]); // and only the task is found again
    }

    [Fact]
    public void A_session_ends_before_it_passes_its_context_and_with_a_request_that_fails_unless_it_goes_on()
    {
        var session = new SessionSpec { Turns = new ConstantLength(10), ContextLimit = 500 };
        var source = Served.Open(Served.Traffic(session));
        var all = Served.By(source, static _ => 1);
        Assert.Equal(20 * 3, all.Count); // 130, 260, 390 and no more
        Assert.Equal((20, 20, 0), (source.Sessions!.Completed, source.Sessions.AtLimit, source.Sessions.Failed));

        bool Second(Request r) => r.InputTokens == 230;
        source = Served.Open(Served.Traffic(session));
        Assert.Equal(20 * 2, Served.By(source, static _ => 1, Second).Count);
        Assert.Equal((0, 20), (source.Sessions!.Completed, source.Sessions.Failed));

        var again = 0;
        source = Served.Open(Served.Traffic(session with { ContinueAfterFailure = true, Sessions = 1 }));
        var turns = Served.By(source, static _ => 1, r => Second(r) && again++ == 0);
        Assert.Equal([100, 230, 230, 360], turns.Select(static t => t.Request.InputTokens)); // the question that failed is not in the history
        Assert.Equal((1, 0), (source.Sessions!.Completed, source.Sessions.Failed));
    }

    [Fact]
    public void A_session_lasts_as_long_as_it_was_served_and_paused()
    {
        var source = Served.Open(Served.Traffic(new SessionSpec { Turns = new UniformLength { Min = 1, Max = 9 }, Think = Served.Always(11) }, Some, Some));
        Served.By(source, static r => 0.5 + r.OutputTokens * 0.02);
        var sessions = source.Sessions!;
        Assert.Equal(sessions.Served.Mean + 11 * (sessions.Requests.Mean - 1), sessions.Duration.Mean, 1e-9);
        Assert.Equal(sessions.Served.Mean, 0.5 * sessions.Requests.Mean + 0.02 * sessions.OutputTokens.Mean, 1e-9);
    }

    [Fact]
    public void Bounds_hold_on_requests_sessions_and_time()
    {
        var endless = Served.Traffic(new SessionSpec { Turns = new ConstantLength(4), Think = Served.Always(30), Sessions = 1000 });
        Assert.Equal(37, Served.By(Served.Open(endless with { Requests = 37 }), static _ => 1).Count);
        Assert.Equal(4000, Served.By(Served.Open(endless), static _ => 1).Count);
        var hour = Served.By(Served.Open(endless with { Duration = new Seconds(3600) }), static _ => 1);
        Assert.InRange(hour.Count, 200, 240);
        Assert.All(hour, static r => Assert.True(r.Request.Arrival.TotalSeconds <= 3600));
        var doubled = Served.By(Served.Open(endless with { Duration = new Seconds(3600), Scale = 2 }), static _ => 1);
        Assert.InRange(doubled.Count, 1.9 * hour.Count, 2.1 * hour.Count);
    }

    [Fact]
    public void Media_are_tokens_of_the_question_that_an_encoder_makes()
    {
        var traffic = Served.Traffic(new SessionSpec { Turns = new ConstantLength(2) });
        traffic = traffic with { Synthetic = traffic.Synthetic! with { Media = new MediaSpec(1, new ConstantLength(2), new ConstantLength(576)) } };
        var all = Served.By(Served.Open(traffic), static _ => 1).OfSession(0);
        Assert.Equal([1252, 1252 + 30 + 1252], all.Select(static r => r.Request.InputTokens));
        Assert.All(all, static r => Assert.Equal(1152, r.Request.EncoderTokens));
    }
}
