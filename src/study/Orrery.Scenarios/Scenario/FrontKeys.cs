using System.Collections.Immutable;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of what stands between clients and engines.</summary>
static class FrontKeys
{
    static readonly ClientSpec Client = new();
    static readonly RoutingSpec Route = new();
    static readonly FairnessSpec Fair = new();
    static readonly Bound SomeTime = new(0, 1e6, Above: true); // simulated time ends after 106 days
    static readonly Bound Time = new(0, 1e6);

    public static readonly Key<LimitUnit> Counts = Keys.Enum<LimitUnit>("counts", "What is limited; tokens are those of prompt and output.").Or(LimitUnit.Requests);
    public static readonly Key<double> PerSecond = Keys.Number("per-second", "The mean rate.", Bound.Positive).Required();
    public static readonly Key<double> Burst = Keys.Number("burst", "What may come at once after a pause.", Bound.Positive).OtherwiseAs("that of one second, at least one request");
    public static readonly KeyTable LimitTable = new("rate-limit", "A token bucket: a mean rate, and what may come at once.", Counts, PerSecond, Burst);

    public static readonly Key<RateLimit> Limit = Keys.Table("limit", "What all tenants together may send.", () => LimitTable, BindLimit).OtherwiseAs("no limit");
    public static readonly Key<RateLimit> TenantLimit = Keys.Table("tenant-limit", "What each tenant may send.", () => LimitTable, BindLimit).OtherwiseAs("no limit");
    public static readonly Key<int> Concurrency = Keys.Int("concurrency", "Unfinished requests that one replica may have; others wait at the router.", Bound.AtLeast(1)).OtherwiseAs("no bound");
    public static readonly Key<int> MaxQueue = Keys.Int("max-queue", "Requests that may wait: at the router where `concurrency` bounds the replicas, else in each replica. More are shed.", Bound.AtLeast(0)).OtherwiseAs("no bound");
    public static readonly Key<Seconds> ShedTtft = Keys.Quantity<Seconds>("shed-ttft", "A request whose first token is expected later than this is shed.", SomeTime).OtherwiseAs("nothing is shed");
    public static readonly Key<QueueOrder> Order = Keys.Enum<QueueOrder>("order", "Who goes first of those that wait at the router.").Or(QueueOrder.Fcfs);
    public static readonly KeyTable AdmissionTable = new("admission", "Which requests are let in.", Limit, TenantLimit, Concurrency, MaxQueue, ShedTtft, Order);

    public static readonly Key<Seconds> Timeout = Keys.Quantity<Seconds>("timeout", "An attempt that is not complete after this is given up.", SomeTime).OtherwiseAs("clients wait");
    public static readonly Key<Seconds> FirstTokenTimeout = Keys.Quantity<Seconds>("first-token-timeout", "An attempt without a first token after this is given up.", SomeTime).OtherwiseAs("clients wait");
    public static readonly Key<int> Retries = Keys.Int("retries", "Further attempts after one that was shed, timed out or failed.", new Bound(0, 1000)).Or(Client.Retries);
    public static readonly Key<Seconds> Backoff = Keys.Quantity<Seconds>("backoff", "Pause before the first retry; it doubles with each.", Time).Or(Client.Backoff);
    public static readonly Key<Seconds> MaxBackoff = Keys.Quantity<Seconds>("max-backoff", "Longest pause.", Time).Or(Client.MaxBackoff);
    public static readonly Key<double> Jitter = Keys.Number("jitter", "Share of a pause that is drawn at random.", Bound.Share).Or(Client.Jitter);
    public static readonly Key<double> CancelPerSecond = Keys.Number("cancel-per-second", "Users who lose interest, per second and user.", Bound.NotNegative).Or(Client.CancelPerSecond);
    public static readonly Key<double> CancelShare = Keys.Number("cancel-share", "Share of requests whose user stops the answer somewhere.", Bound.Share).Or(Client.CancelShare);
    public static readonly KeyTable ClientsTable = new("clients", "How long clients wait, how they try again, when users lose interest.",
        Timeout, FirstTokenTimeout, Retries, Backoff, MaxBackoff, Jitter, CancelPerSecond, CancelShare);

    public static readonly Key<int> CrashReplica = Keys.Int("replica", "The replica, from 0.", Bound.AtLeast(0)).Required();
    public static readonly Key<Seconds> CrashAt = Keys.Quantity<Seconds>("at", "When, from the start of the run.", Time).Required();
    public static readonly Key<Seconds> CrashLasts = Keys.Quantity<Seconds>("lasts", "How long until it begins to start again.", Time).OtherwiseAs("for ever");
    public static readonly KeyTable CrashTable = new("crash", "A crash of a replica at a given time.", CrashReplica, CrashAt, CrashLasts);

    public static readonly Key<Seconds> MeanTimeBetween = Keys.Quantity<Seconds>("mtbf", "Mean time from the start of a replica to its next crash, exponential.", SomeTime).OtherwiseAs("no random crashes");
    public static readonly Key<Seconds> MeanTimeToRepair = Keys.Quantity<Seconds>("mttr", "Mean time until a crashed replica begins to start again, exponential.", Time).Or(default);
    public static readonly Key<ImmutableArray<Crash>> Crashes = Keys.List("crashes", "Crashes at given times.", new TableShape<Crash>(() => CrashTable, BindCrash));
    public static readonly Key<OnCrash> Lost = Keys.Enum<OnCrash>("on-crash", "What becomes of a crashed replica's requests: moved to another, retried by the client, or failed.").Or(OnCrash.Move);
    public static readonly Key<int> MaxMoves = Keys.Int("max-moves", "Times that a request may be moved before it fails.", new Bound(0, 1000)).Or(new FaultSpec().MaxMoves);
    public static readonly Key<OnOutage> Outage = Keys.Enum<OnOutage>("on-outage", "What becomes of requests while no replica is up.").Or(OnOutage.Wait);
    public static readonly KeyTable FaultsTable = new("faults", "When replicas crash, and what becomes of their requests.", MeanTimeBetween, MeanTimeToRepair, Crashes, Lost, MaxMoves, Outage);

    public static readonly Key<Seconds> Delay = Keys.Quantity<Seconds>("delay", "A fixed time.", Time).Or(default);
    public static readonly Key<BytesPerSecond> LoadBandwidth = Keys.Quantity<BytesPerSecond>("bandwidth", "At which each device loads its weights from storage.", Bound.Positive).OtherwiseAs("part of the fixed time");
    public static readonly Key<bool> Cold = Keys.Bool("cold", "Whether replicas have to start at the beginning of the run.").Or(true);
    public static readonly KeyTable StartUpTable = new("start-up", "How long a replica takes to start, at the beginning and after a crash.", Delay, LoadBandwidth, Cold);

    public static readonly Key<int> AdapterCount = Keys.Int("count", "Adapters that requests name, by Zipf's law.", new Bound(0, 1_000_000)).OtherwiseAs("those that the trace names");
    public static readonly Key<double> Skew = Keys.Number("skew", "Exponent of Zipf's law.", new Bound(0, 4)).Or(1);
    public static readonly Key<int> Slots = Keys.Int("slots", "Adapters that one replica holds at once.", new Bound(1, 100_000)).Required();
    public static readonly Key<Bytes> Size = Keys.Quantity<Bytes>("size", "Bytes of one adapter, all devices of a replica together.", Bound.Positive).Required();
    public static readonly Key<BytesPerSecond> AdapterBandwidth = Keys.Quantity<BytesPerSecond>("bandwidth", "At which a replica loads adapters.", Bound.Positive).Required();
    public static readonly Key<Seconds> AdapterLatency = Keys.Quantity<Seconds>("latency", "Time of a load besides its bytes.", Time).Or(default);
    public static readonly KeyTable AdaptersTable = new("adapters", "Low-rank adapters (LoRA) over the model.", AdapterCount, Skew, Slots, Size, AdapterBandwidth, AdapterLatency);

    public static readonly Key<Seconds> Refresh = Keys.Quantity<Seconds>("refresh", "Time between two looks of the router at loads and prefix caches; zero for the present state.", Time).Or(default);
    public static readonly Key<bool> OwnDecisions = Keys.Bool("own-decisions", "Whether the router adds what it sent since its last look.").Or(Route.OwnDecisions);
    public static readonly Key<double> OverlapWeight = Keys.Number("overlap-weight", "What a prompt token to compute counts against a token in the cache, where the router is `kv-aware`.", Bound.NotNegative).Or(Route.OverlapWeight);
    public static readonly Key<double> AdapterTokens = Keys.Number("adapter-tokens", "Prompt tokens that an adapter to load counts as, where the router is `kv-aware`.", Bound.NotNegative).Or(Route.AdapterTokens);
    public static readonly KeyTable RoutingTable = new("routing", "How well the router knows the replicas, and what it weighs.", Refresh, OwnDecisions, OverlapWeight, AdapterTokens);

    public static readonly Key<double> PromptWeight = Keys.Number("prompt-weight", "What a prompt token counts as service.", Bound.Positive).Or(Fair.PromptWeight);
    public static readonly Key<double> OutputWeight = Keys.Number("output-weight", "What an output token counts as service.", Bound.Positive).Or(Fair.OutputWeight);
    public static readonly KeyTable FairnessTable = new("fairness", "What counts as service in fair scheduling; `weight` of a tenant is its share.", PromptWeight, OutputWeight);

    static RateLimit BindLimit(MappingReader reader)
    {
        var (counts, rate) = (reader.Get(Counts), reader.Get(PerSecond));
        return new(counts, rate, reader.Find(Burst) ?? Math.Max(rate, counts == LimitUnit.Requests ? 1 : 0));
    }

    static Crash BindCrash(MappingReader reader) => new(reader.Get(CrashReplica), reader.Get(CrashAt), reader.Find(CrashLasts));

    public static AdmissionSpec BindAdmission(MappingReader reader) => new()
    {
        Limit = reader.Get(Limit),
        TenantLimit = reader.Get(TenantLimit),
        Concurrency = reader.Find(Concurrency),
        MaxQueue = reader.Find(MaxQueue),
        ShedTtft = reader.Find(ShedTtft),
        Order = reader.Get(Order),
    };

    public static ClientSpec BindClients(MappingReader reader) => new()
    {
        Timeout = reader.Find(Timeout),
        FirstTokenTimeout = reader.Find(FirstTokenTimeout),
        Retries = reader.Get(Retries),
        Backoff = reader.Get(Backoff),
        MaxBackoff = reader.Get(MaxBackoff),
        Jitter = reader.Get(Jitter),
        CancelPerSecond = reader.Get(CancelPerSecond),
        CancelShare = reader.Get(CancelShare),
    };

    public static FaultSpec BindFaults(MappingReader reader) => new()
    {
        MeanTimeBetween = reader.Find(MeanTimeBetween),
        MeanTimeToRepair = reader.Get(MeanTimeToRepair),
        Crashes = reader.Get(Crashes),
        OnCrash = reader.Get(Lost),
        MaxMoves = reader.Get(MaxMoves),
        OnOutage = reader.Get(Outage),
    };

    public static StartUpSpec BindStartUp(MappingReader reader) => new(reader.Get(Delay), reader.Find(LoadBandwidth), reader.Get(Cold));

    public static AdapterSpec BindAdapters(MappingReader reader) => new()
    {
        Count = reader.Get(AdapterCount),
        Skew = reader.Get(Skew),
        Slots = reader.Get(Slots),
        Size = reader.Get(Size),
        Bandwidth = reader.Get(AdapterBandwidth),
        Latency = reader.Get(AdapterLatency),
    };

    public static RoutingSpec BindRouting(MappingReader reader) => new()
    {
        Refresh = reader.Get(Refresh),
        OwnDecisions = reader.Get(OwnDecisions),
        OverlapWeight = reader.Get(OverlapWeight),
        AdapterTokens = reader.Get(AdapterTokens),
    };

    public static FairnessSpec BindFairness(MappingReader reader) => new() { PromptWeight = reader.Get(PromptWeight), OutputWeight = reader.Get(OutputWeight) };
}
