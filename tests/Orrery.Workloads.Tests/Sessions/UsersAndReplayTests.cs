using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Sessions;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Tests.Sessions;

public sealed class UsersAndReplayTests
{
    static readonly SyntheticTrafficSpec Plain = new()
    {
        Arrivals = new ArrivalSpec { Rate = new(1) },
        Input = new LogNormalLength(300, 1) { Max = 5000 },
        Output = new ExponentialLength(90) { Max = 900 },
        Requests = 3000,
    };

    static IInteractiveSource Open(TrafficSpec spec) => (IInteractiveSource)ServedTraffic.Open(spec, new RandomStreams(5)).Requests;

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void As_many_requests_are_in_flight_or_paused_after_as_there_are_users(int users)
    {
        var all = Served.By(Open(new TrafficSpec { Synthetic = Plain, Users = new UsersSpec(users, Served.Always(2)) }), static r => 0.5 + 0.01 * r.OutputTokens);
        Assert.Equal(3000, all.Count);
        // At any instant before the requests run out.
        foreach (var instant in all.Take(2500).Select(static r => r.Answered))
            Assert.Equal(users, all.Count(r => r.Request.Arrival <= instant && instant < r.Answered + SimTime.FromSeconds(2)));
    }

    [Fact]
    public void Users_send_the_very_requests_that_would_have_arrived_by_themselves()
    {
        var open = TrafficSource.Open(new TrafficSpec { Synthetic = Plain }, new RandomStreams(5));
        var sent = Served.By(Open(new TrafficSpec { Synthetic = Plain, Users = new UsersSpec(8, Served.Always(2)) }), static r => 1 + 0.01 * r.OutputTokens);
        foreach (var (request, _) in sent.OrderBy(static r => r.Request.Id))
        {
            Assert.True(open.TryNext(out var expected));
            Assert.Equal((expected.Id, expected.InputTokens, expected.OutputTokens), (request.Id, request.InputTokens, request.OutputTokens));
        }
    }

    [Fact]
    public void When_their_requests_would_have_arrived_does_not_end_them()
    {
        var rare = Plain with { Arrivals = new ArrivalSpec { Rate = new(1e-6) }, Requests = 200 };
        Assert.Equal(200, Served.By(Open(new TrafficSpec { Synthetic = rare, Users = new UsersSpec(8, Served.Always(2)) }), static _ => 1).Count);
    }

    [Fact]
    public void A_scale_multiplies_the_users_and_a_duration_stops_them()
    {
        var spec = new TrafficSpec { Synthetic = Plain with { Requests = 100_000 }, Users = new UsersSpec(5, Served.Always(1)), Requests = 100_000, Duration = new Seconds(200) };
        Assert.Equal(5 * 101, Served.By(Open(spec), static _ => 1).Count);
        Assert.Equal(15 * 101, Served.By(Open(spec with { Scale = 3 }), static _ => 1).Count);
    }

    [Fact]
    public void Users_hold_sessions_one_after_another()
    {
        var traffic = Served.Traffic(new SessionSpec { Turns = new ConstantLength(3), Think = Served.Always(4), Sessions = 40 });
        var source = Open(traffic with { Users = new UsersSpec(10, Served.Always(60)) });
        var all = Served.By(source, static _ => 1);
        Assert.Equal(40, source.Sessions!.Completed);
        Assert.Equal(10, all.Count(static r => r.Request.Arrival == SimTime.Zero));
        var begins = all.GroupBy(static r => r.Request.Session).Select(static s => s.Min(static r => r.Request.Arrival.TotalSeconds)).Order();
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => i / 10 * 71.0), begins); // 3 s of answers, 8 s and 60 s of pauses
    }

    static List<(Request Request, SimTime Answered)> Replay(string csv, double seconds) =>
        Served.By((IInteractiveSource)ServedTraffic.Open(new TrafficSpec { File = "x", Replay = ReplayKind.Sessions }, new RandomStreams(1), new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv))).Requests, _ => seconds);

    const string Trace = "arrival_s,input_tokens,output_tokens,session_id\n0,10,5,7\n1,20,5,8\n3,30,5,7\n3.5,40,5,\n4,50,5,7\n9,60,5,8\n";

    [Fact]
    public void A_replay_by_session_keeps_each_session_in_order_with_the_pauses_of_the_trace()
    {
        var all = Replay(Trace, 2);
        Assert.Equal([(0, 10), (1, 20), (3.5, 40), (5, 30), (8, 50), (11, 60)], all.Select(static r => (r.Request.Arrival.TotalSeconds, r.Request.InputTokens)).Order());
    }

    [Fact]
    public void Sessions_written_as_a_trace_of_instant_answers_are_replayed_as_the_sessions_they_were()
    {
        var traffic = Served.Traffic(new SessionSpec
        {
            Turns = new UniformLength { Min = 1, Max = 5 }, Think = new ExponentialDuration(new Seconds(8)), SharedTokens = 100,
            Tools = new ToolSpec { Calls = new UniformLength { Min = 1, Max = 3 }, Latency = new ExponentialDuration(new Seconds(2)), Returns = new ExponentialLength(300) },
        });
        static IEnumerable<(long, SimTime, int, int)> Sorted(List<(Request Request, SimTime Answered)> all) =>
            all.Select(static r => (r.Request.Session, r.Request.Arrival, r.Request.InputTokens, r.Request.OutputTokens)).Order();
        static double Latency(Request r) => 0.1 + 1e-3 * r.InputTokens + 0.02 * r.OutputTokens;
        var replay = new SessionReplay(new InstantAnswers(Served.Open(traffic)));
        Assert.Equal(Sorted(Served.By(Served.Open(traffic), Latency)), Sorted(Served.By(replay, Latency)));
    }

    [Fact]
    public void A_replay_on_a_system_that_takes_no_time_is_the_trace()
    {
        var open = new List<Request>();
        var source = ServedTraffic.Open(new TrafficSpec { File = "x" }, new RandomStreams(1), new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Trace))).Requests;
        while (source.TryNext(out var request)) open.Add(request);
        Assert.Equal(open, Replay(Trace, 0).Select(static r => r.Request).OrderBy(static r => r.Id));
    }

    [Fact]
    public void A_pause_does_not_hold_the_time_that_the_answer_took_then()
    {
        const string Burst = "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n0,a,2,GPT-4,10,5,15,Conversation log\n6,a,1,GPT-4,20,5,25,Conversation log\n";
        Assert.Equal([0.0, 7], Replay(Burst, 3).Select(static r => r.Request.Arrival.TotalSeconds)); // a pause of 4 s after an answer at 3 s
        Assert.Equal([0.0, 6], Replay(Burst, 1).Select(static r => r.Request.Arrival.TotalSeconds)); // never before the trace says
    }
}
