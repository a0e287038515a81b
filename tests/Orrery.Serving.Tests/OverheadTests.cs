using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Serving.Tests;

/// <summary>What is between clients and the router: a system that is so much farther away is the same system.</summary>
public sealed class OverheadTests
{
    const double Request = 3e-3, Response = 2e-3;

    static ServingSetup Setup(ServingSpec spec, int replicas = 1) => new()
    {
        Timer = new AffineTimer(4e-3, 1e-5, 1e-8),
        Kv = new KvLayout([1.0], 0, new Bytes(16 * 900)),
        Replicas = replicas,
        Spec = spec,
    };

    static readonly ServingSpec Near = new() { MaxBatchedTokens = 1024, MaxSequences = 32 };

    static ServingSpec Far(ServingSpec spec) => spec with { RequestOverhead = new(Request), ResponseOverhead = new(Response) };

    static (ServingResult Result, List<RequestOutcome> Outcomes) Run(ServingSetup setup, double rate)
    {
        var outcomes = new List<RequestOutcome>();
        var requests = Traffic.Poisson(3, rate, 2000, static s => (1 + s.NextInt(700), 1 + s.NextInt(200)));
        return (ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add }), outcomes);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(60, 3)]
    public void Every_token_of_open_traffic_comes_so_much_later_and_nothing_else_changes(double rate, int replicas)
    {
        var (near, far) = (Run(Setup(Near, replicas), rate), Run(Setup(Far(Near), replicas), rate));
        foreach (var (a, b) in near.Outcomes.Zip(far.Outcomes))
        {
            Assert.Equal(a with { FirstToken = default, Finish = default, FirstScheduled = default }, b with { FirstToken = default, Finish = default, FirstScheduled = default });
            Assert.Equal(a.FirstToken.Value + Request + Response, b.FirstToken.Value, 1e-9);
            Assert.Equal(a.Finish.Value + Request + Response, b.Finish.Value, 1e-9);
            Assert.Equal(a.FirstScheduled.Value + Request, b.FirstScheduled.Value, 1e-9);
        }
        Assert.Equal(near.Result.Ttft.Mean.Value + Request + Response, far.Result.Ttft.Mean.Value, 1e-9);
        Assert.Equal(near.Result.E2e.Mean.Value + Request + Response, far.Result.E2e.Mean.Value, 1e-9);
        Assert.Equal(Unchanged(near.Result), Unchanged(far.Result));

        static (double, double, double, double) Unchanged(ServingResult result) => (result.Tpot.Mean.Value, result.Tpot.P99.Value, result.Itl.P99.Value, result.Total.Seconds);
    }

    [Fact]
    public void Clients_with_so_much_more_patience_and_so_much_shorter_pauses_fare_the_same()
    {
        ClientSpec Clients(double longer, double shorter) =>
            new() { Timeout = new(2 + longer), FirstTokenTimeout = new(0.5 + longer), Retries = 2, Backoff = new(1 - shorter), MaxBackoff = new(1 - shorter), Jitter = 0 };
        var near = Run(Setup(Near with { Clients = Clients(0, 0) }), 120);
        var far = Run(Setup(Far(Near) with { Clients = Clients(Request + Response, Request + Response) }), 120);
        Assert.True(near.Result.Front!.TimedOut > 100 && near.Result.Completed > 500, $"{near.Result.Front}");
        Assert.Equal((near.Result.Front.TimedOut, near.Result.Front.Attempts, near.Result.Completed), (far.Result.Front!.TimedOut, far.Result.Front.Attempts, far.Result.Completed));
        foreach (var (a, b) in near.Outcomes.Zip(far.Outcomes))
        {
            Assert.Equal((a.Id, a.Status, a.Attempts, a.OutputTokens), (b.Id, b.Status, b.Attempts, b.OutputTokens));
            Assert.Equal(a.Finish.Value + Request + Response, b.Finish.Value, 1e-9);
        }
    }

    [Fact]
    public void Users_of_a_closed_loop_are_throughput_times_what_a_request_takes_them_and_their_pause()
    {
        const double think = 0.02;
        ServingResult Loop(ServingSpec spec, double pause) => ServingSimulation.Run(
            new ClosedLoop { Requests = new Traffic(Endless(64, 20)), Users = 24, Completions = 5000, WarmUp = 500, Think = SimTime.FromSeconds(pause) }, Setup(spec, 3));
        var far = Loop(Far(Near), think);
        Assert.Equal(24, far.Completed / far.Makespan.Value * (far.E2e.Mean.Value + think), 0.1);

        // To the engines the way there and back is a longer pause.
        var near = Loop(Near, think + Request + Response);
        Assert.Equal(near.E2e.Mean.Value + Request + Response, far.E2e.Mean.Value, 1e-9);
        Assert.Equal(near.Makespan.Value, far.Makespan.Value, 1e-9);
    }

    [Fact]
    public void A_session_goes_on_when_its_client_has_the_answer()
    {
        var (near, far) = (Turns(Near), Turns(Far(Near)));
        Assert.Equal(near[1] + Request + Response, far[1], 1e-9);
        Assert.Equal(near[2] + 2 * (Request + Response), far[2], 1e-9);

        static double[] Turns(ServingSpec spec)
        {
            var outcomes = new List<RequestOutcome>();
            ServingSimulation.Run(new Chat(3), Setup(spec) with { Sink = outcomes.Add });
            return [.. outcomes.Select(static o => o.Arrival.Value)];
        }
    }

    [Fact]
    public void Overheads_are_not_negative() =>
        Assert.Throws<ArgumentException>(() => Run(Setup(Near with { RequestOverhead = new(-1) }), 1));

    static IEnumerable<Request> Endless(int input, int output)
    {
        for (var id = 0L; ; id++) yield return new Request(id, default, input, output);
    }

    // One user who asks again a second after each answer.
    sealed class Chat(int turns) : IInteractiveSource
    {
        int _asked;

        public SimTime Due { get; private set; } = SimTime.Zero;

        public SessionSummary? Sessions => null;

        public bool TryNext(out Request request)
        {
            request = new(_asked++, Due, 100, 10);
            Due = SimTime.Never;
            return true;
        }

        public void Answered(in Request request, SimTime now)
        {
            if (_asked < turns) Due = now + SimTime.FromSeconds(1);
        }

        public void Failed(in Request request, SimTime now)
        {
        }
    }
}
