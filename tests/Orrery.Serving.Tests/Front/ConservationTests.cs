using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Serving.Arrivals;
using Orrery.Serving.Routers;
using Orrery.Serving.Schedulers;
using Orrery.Serving.Tests.Reference;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Front;

public sealed class ConservationTests
{
    const int Configurations = 10_000;

    [Fact]
    public void Every_request_ends_once_no_token_is_lost_and_no_block_leaks_whatever_is_switched_on()
    {
        var seen = new long[Enum.GetValues<RequestStatus>().Length];
        long moves = 0, retries = 0, loads = 0, preemptions = 0, cached = 0, apart = 0, encoded = 0;
        for (var seed = 1UL; seed <= Configurations; seed++)
        {
            try
            {
                var result = RunOne(seed, seen);
                moves += result.Front?.Moves ?? 0;
                retries += result.Front is { } front ? front.Attempts - result.Arrived : 0;
                loads += result.Front?.AdapterLoads ?? 0;
                preemptions += result.Preemptions;
                cached += result.CachedTokens;
                if (result.Pools.Any(static pool => pool.Name == "prefill") && result.Front is { Moves: > 0 }) apart += result.Completed;
                if (result.Pools[^1].Name == "encode" && result.Front is { Moves: > 0 }) encoded += result.Pools[^1].Steps;
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                throw new InvalidOperationException($"seed {seed}", problem);
            }
        }
        Assert.All(seen, static count => Assert.True(count > 1000, $"only {count} requests of one status"));
        Assert.All([moves, retries, loads, preemptions, cached, apart, encoded], static count => Assert.True(count > 1000, $"only {count} of one kind"));
    }

    static ServingResult RunOne(ulong seed, long[] seen)
    {
        var (setup, requests) = Random(seed);
        var outcomes = new List<RequestOutcome>();
        var out_ = 0L;
        var run = new ServingRun(
            new OpenArrivals(new Traffic(requests)), setup with { Sink = outcomes.Add, Observer = step => out_ += step.OutputTokens }, null, CancellationToken.None);
        run.Until(long.MaxValue);
        var result = run.Result();

        Assert.Equal(requests.Count, result.Arrived);
        if (result.Front is not { } front)
        {
            Assert.Equal(result.Arrived, result.Completed + result.Rejected);
            return result;
        }

        Assert.Equal(requests.Select(static r => r.Id), outcomes.Select(static o => o.Id).Order());
        long Of(RequestStatus status) => outcomes.LongCount(o => o.Status == status);
        Assert.Equal(
            (Of(RequestStatus.Completed), Of(RequestStatus.Rejected), Of(RequestStatus.Shed), Of(RequestStatus.TimedOut), Of(RequestStatus.Failed), Of(RequestStatus.Cancelled)),
            (result.Completed, result.Rejected, front.Shed, front.TimedOut, front.Failed, front.Cancelled));
        Assert.Equal(front.Attempts, outcomes.Sum(static o => (long)o.Attempts));
        Assert.All(outcomes, o =>
        {
            var request = requests[(int)o.Id];
            Assert.InRange(o.Attempts, 1, 1 + (setup.Spec.Clients?.Retries ?? 0));
            Assert.True(o.Finish.Value >= o.Arrival.Value);
            if (o.Status == RequestStatus.Completed) Assert.Equal(request.OutputTokens, o.OutputTokens);
            else Assert.InRange(o.OutputTokens, 0, request.OutputTokens);
            seen[(int)o.Status]++;
        });
        Assert.Equal(out_, result.OutputTokens + front.WastedOutputTokens);
        Assert.InRange(front.Availability, 0, 1);
        if (KeepsOrder(setup, result))
            Assert.Equal(outcomes.Where(static o => o.Status == RequestStatus.Completed).OrderBy(static o => o.FirstToken.Value).ThenBy(static o => o.Arrival.Value).Select(static o => o.Arrival.Value),
                outcomes.Where(static o => o.Status == RequestStatus.Completed).Select(static o => o.Arrival.Value).Order());
        Assert.All(run.Engines, static engine => Assert.Equal((0, 0, 0L, 0L), (engine.Unfinished, engine.Running, engine.UsedBytes, engine.QueuedTokens)));
        return result;
    }

    // First come, first served, nobody gives up and comes back, and nothing but the engine's own work makes anybody wait.
    static bool KeepsOrder(ServingSetup setup, ServingResult result) =>
        setup is { Replicas: 1, Prefill: null, Encode: null, Spec: { Scheduler: "chunked-prefill", Clients: null, Faults: null, Adapters: null, KvTiers.IsEmpty: true } } && setup.Spec.Admission?.Order is null or QueueOrder.Fcfs && result.Preemptions == 0;

    static KvTierSpec Tier(double bytes, double rate) => new()
    {
        Name = "host",
        Memory = new MemoryTierSpec { Name = "ddr", Technology = "DDR5", Capacity = new(bytes), ReadBandwidth = new(rate) },
        Capacity = new(bytes),
        Scope = KvScope.Cluster,
    };

    [Fact]
    public void A_run_is_the_same_on_any_number_of_threads()
    {
        var alone = Enumerable.Range(1, 400).Select(seed => Digest((ulong)seed)).ToArray();
        var together = new string[alone.Length];
        Parallel.For(0, alone.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => together[i] = Digest((ulong)i + 1));
        Assert.Equal(alone, together);
    }

    static string Digest(ulong seed)
    {
        var (setup, requests) = Random(seed);
        var outcomes = new List<RequestOutcome>();
        var result = ServingSimulation.Run(new Traffic(requests), setup with { Sink = outcomes.Add });
        return string.Join('\n', outcomes) + result.Total.Joules.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + result.Front?.WastedOutputTokens;
    }

    static (ServingSetup Setup, List<Request> Requests) Random(ulong seed)
    {
        var source = new RandomSource(seed);
        bool Flip(int of = 2) => source.NextInt(of) == 0;
        double Below(double most) => most * source.NextDouble();
        var replicas = 1 + source.NextInt(3);
        var adapters = Flip(3) ? new AdapterSpec { Count = 1 + source.NextInt(6), Skew = Below(2), Slots = 1 + source.NextInt(2), Size = new(1e6), Bandwidth = new(1e6 / (1e-4 + Below(0.03))), Latency = new(Below(1e-3)) } : null;
        var spec = new ServingSpec
        {
            Scheduler = SchedulerTable.All[source.NextInt(SchedulerTable.All.Length)].Name,
            Router = RouterTable.All[source.NextInt(RouterTable.All.Length)].Name,
            BlockTokens = Flip() ? 1 : 4,
            MaxBatchedTokens = 10 + source.NextInt(60),
            MaxSequences = 1 + source.NextInt(8),
            PrefixCache = Flip(),
            KvTiers = Flip(4) ? [Tier(50 + Below(300), 1e5 + Below(1e6))] : [],
            KvPolicy = new() { Fetch = Flip() ? KvFetch.Always : KvFetch.Cheapest, Write = (KvWrite)source.NextInt(3), Prefetch = (KvPrefetch)source.NextInt(2) },
            Preemption = (PreemptionKind)source.NextInt(2),
            Speculation = Flip(5) ? new() { Method = DraftMethod.Ngram, Lookahead = 2, Acceptance = new AcceptanceRate(0.6) } : null,
            Routing = new() { Refresh = new(Flip(3) ? 1e-3 + Below(0.05) : 0), OwnDecisions = Flip(), OverlapWeight = Below(2) },
            Fairness = new() { TenantWeights = [1, 2] },
            Admission = Flip() ? new()
            {
                Limit = Flip(4) ? new(Flip() ? LimitUnit.Requests : LimitUnit.Tokens, 100 + Below(3000), 5 + Below(100)) : null,
                TenantLimit = Flip(4) ? new(LimitUnit.Requests, 50 + Below(300), 1 + Below(5)) : null,
                Concurrency = Flip() ? 1 + source.NextInt(8) : null,
                MaxQueue = Flip() ? source.NextInt(10) : null,
                ShedTtft = Flip(3) ? new(Below(0.1)) : null,
                Order = (QueueOrder)source.NextInt(3),
            } : null,
            Clients = Flip() ? new()
            {
                Timeout = Flip() ? new(0.01 + Below(0.3)) : null,
                FirstTokenTimeout = Flip() ? new(0.003 + Below(0.1)) : null,
                Retries = source.NextInt(4),
                Backoff = new(Below(0.03)),
                CancelPerSecond = Flip(3) ? Below(20) : 0,
                CancelShare = Flip(3) ? Below(0.5) : 0,
            } : null,
            Faults = Flip() ? new()
            {
                MeanTimeBetween = Flip() ? new(0.02 + Below(0.5)) : null,
                MeanTimeToRepair = new(Below(0.1)),
                Crashes = [.. Enumerable.Range(0, source.NextInt(3)).Select(_ => new Crash(source.NextInt(3), new(Below(0.3)), Flip() ? new(Below(0.1)) : null))],
                OnCrash = (OnCrash)source.NextInt(3),
                OnOutage = (OnOutage)source.NextInt(2),
                MaxMoves = source.NextInt(4),
            } : null,
            StartUp = Flip(3) ? new(new(Below(0.1)), Flip() ? new(1e9) : null, Flip()) : null,
            Adapters = adapters,
        };
        if (spec.Scheduler == "prefill-first") spec = spec with { MaxSequences = Math.Min(spec.MaxSequences, spec.MaxBatchedTokens) };
        var setup = new ServingSetup
        {
            Timer = new AffineTimer(1e-3, 2e-5, 1e-6, reaches: Flip() ? [Reach.Full] : [Reach.Full, new(ReachKind.Window, 10)]),
            Kv = new KvLayout([1.0], 0, new Bytes(30 + source.NextInt(200))),
            Spec = spec,
            Replicas = replicas,
            ContextLength = 60,
            Bounds = new RequestBounds(new Seconds(0.02)),
            Seed = (long)seed,
            WeightsPerDevice = new(Below(1e8)),
        };
        if (setup.Timer.Reaches.Length == 2) setup = setup with { Kv = setup.Kv with { BytesPerToken = [1.0, 0.5] } };
        if (adapters is null && Flip())
            setup = setup with
            {
                Prefill = new PrefillPool
                {
                    Timer = setup.Timer,
                    Kv = setup.Kv with { Capacity = new(30 + source.NextInt(200)) },
                    Spec = spec with { Router = RouterTable.All[source.NextInt(RouterTable.All.Length)].Name, MaxBatchedTokens = 10 + source.NextInt(60) },
                    Replicas = 1 + source.NextInt(3),
                    SendBandwidth = new(1e3 + Below(1e6)),
                    ReceiveBandwidth = new(1e3 + Below(1e6)),
                    Latency = new(Below(1e-3)),
                    LocalTokens = source.NextInt(20),
                },
            };
        if (Flip(3))
            setup = setup with
            {
                Encode = new EncodePool
                {
                    Timer = new EncoderTimer(Below(5e-3), Below(5e-4)),
                    Replicas = 1 + source.NextInt(2),
                    MaxBatchedTokens = 1 + source.NextInt(30),
                    BytesPerToken = new(10),
                    SendBandwidth = new(1e3 + Below(1e6)),
                    Latency = new(Below(1e-3)),
                },
            };
        var requests = Traffic.Poisson(seed, 50 + Below(400), 4 + source.NextInt(25), static s => (1 + s.NextInt(40), 1 + s.NextInt(25)))
            .Select(r => r with { Tenant = source.NextInt(3), Priority = source.NextInt(2), Prefix = Prefix(r, source), PrefixBlockTokens = 4, EncoderTokens = setup.Encode is not null && Flip() ? 1 + source.NextInt(r.InputTokens) : 0 }).ToList();
        return (setup, requests);
    }

    static ReadOnlyMemory<long> Prefix(Request request, RandomSource source)
    {
        var (family, common) = (source.NextInt(2), source.NextInt(8));
        return Enumerable.Range(0, request.InputTokens / 4).Select(i => i < common ? (family * 1000L) + i : 10_000 + (request.Id * 1000) + i).ToArray();
    }
}
