using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Tests;

/// <summary>A run as evaluation would give it: three systems that run (one with a flash tier, one that misses its objectives) and one that does not fit.</summary>
static class SampleRun
{
    public static RunResult Full { get; } = new()
    {
        ProductVersion = "0.1.0",
        RunId = "3f9a6c1de20b47588e1b0c64a7a25d19c3f0b9d2e4416a7f8c5d6e7f80912a3b",
        Scenario = "Llama 3.3 70B chat, today & tomorrow",
        ScenarioHash = "b1946ac92492d2347c6235b4d2611184f5d9a8b3c7e6f1029384756afbecd012",
        Seed = 1,
        Traffic = "azure-conversation-2023 ×2, 19,366 requests",
        Objectives = ["ttft-p99 ≤ 2 s", "tpot-p99 ≤ 50 ms"],
        Grid = "usa, 369 g/kWh",
        Systems = [Today, Tomorrow, Budget, TooSmall],
        Findings =
        [
            new(FindingLevel.Hint, "cheapest", "tomorrow-hbf serves the traffic on one device for a third of the money of today."),
            new(FindingLevel.Warning, "embodied-range", "Embodied carbon of flash differs by a factor of four between models; the ranking by carbon holds at both ends."),
        ],
    };

    static SystemResult Today => Running("today", "NVIDIA H100 SXM", 8, "TP 8",
        [
            new() { Name = "hbm", Technology = "HBM3", CapacityBytes = 80e9, WeightBytes = 8.8e9, KvBytes = 64.3e9, OtherBytes = 4.1e9, BandwidthUtilisation = 0.62 },
        ],
        time: 1.0, cost: 3.41, joules: 2.6, carbon: 267, met: true, "memory bandwidth (hbm)") with
        {
            Pools = [Pool("serve", "NVIDIA H100 SXM", 8, "TP 8", "hbm", 0.62), Pool("encode", "NVIDIA L40S", 1, "none", "gddr", 0.08)],
        };

    static PoolOfSystem Pool(string name, string accelerator, int devices, string parallelism, string tier, double bandwidth) => new()
    {
        Name = name,
        Accelerator = accelerator,
        Devices = devices,
        Replicas = 1,
        Parallelism = parallelism,
        Steps = 41_250,
        Load = 0.58,
        Busy = 0.83,
        Compute = 0.29,
        Memory = [new(tier, bandwidth)],
        KvMean = name == "encode" ? 0 : 0.34,
        KvPeak = name == "encode" ? 0 : 0.61,
    };

    static SystemResult Tomorrow => Running("tomorrow-hbf", "B200 with 8 High Bandwidth Flash stacks", 1, "none",
        [
            new() { Name = "hbm", Technology = "HBM3e", CapacityBytes = 192e9, WeightBytes = 0, KvBytes = 181e9, OtherBytes = 6.2e9, BandwidthUtilisation = 0.31 },
            new() { Name = "hbf", Technology = "HBF", CapacityBytes = 4.096e12, WeightBytes = 70.6e9, KvBytes = 0, OtherBytes = 0, BandwidthUtilisation = 0.71, WearOutYears = 7.4 },
        ],
        time: 1.45, cost: 1.16, joules: 1.1, carbon: 118, met: true, "memory bandwidth (hbf)");

    static SystemResult Budget => Running("budget", "NVIDIA L40S", 4, "TP 4",
        [
            new() { Name = "gddr", Technology = "GDDR6", CapacityBytes = 48e9, WeightBytes = 17.6e9, KvBytes = 24.1e9, OtherBytes = 3.2e9, BandwidthUtilisation = 0.83 },
        ],
        time: 4.2, cost: 2.05, joules: 3.3, carbon: 341, met: false, "memory bandwidth (gddr)");

    static SystemResult TooSmall => new()
    {
        Name = "single",
        Accelerator = "NVIDIA L40S",
        Devices = 1,
        Replicas = 1,
        Model = "Llama 3.3 70B",
        Parallelism = "none",
        Precision = "weights fp8, activations fp8, KV fp8",
        Memory = [new() { Name = "gddr", Technology = "GDDR6", CapacityBytes = 48e9, WeightBytes = 70.6e9, KvBytes = 0, OtherBytes = 3.2e9, BandwidthUtilisation = 0 }],
        Fits = false,
        ShortfallBytes = 25.9e9,
        Assumptions = [],
        Findings = [new(FindingLevel.Problem, "does-not-fit", "70.6 GB of weights do not fit the 48 GB of one device; two devices with TP 2 would hold them.")],
    };

    static SystemResult Running(
        string name, string accelerator, int devices, string parallelism, ImmutableArray<TierResult> memory,
        double time, double cost, double joules, double carbon, bool met, string bottleneck) => new()
        {
            Name = name,
            Accelerator = accelerator,
            Devices = devices,
            Replicas = 1,
            Model = "Llama 3.3 70B",
            Parallelism = parallelism,
            Precision = "weights fp8, activations fp8, KV fp8",
            Engine = memory.Length == 1 ? "vllm 0.19.0" : null,
            Efficiencies = memory.Length == 1 ? "measured on this accelerator (hopper)" : "assumed: nothing of the architecture was measured",
            PowerCapWatts = memory.Length == 1 ? 500 : null,
            Memory = memory,
            Fits = true,
            Bottleneck = bottleneck,
            Analytic = SampleOperators.Analytic(time, devices, memory, joules),
            Making =
            [
                new()
                {
                    Accelerator = accelerator, DiesPerWafer = 63.5, Yield = 0.27, DieDollars = 982, MaterialsDollars = [new("dies", 982), new("hbm", 720), new("packaging", 494)],
                    PriceDollars = 25_000 / time, PriceIsEstimate = memory.Length > 1, EmbodiedKilograms = [new("published", 164), new("boavizta", 575)], EmbodiedLowKilograms = 164, EmbodiedHighKilograms = 575,
                },
            ],
            Simulated = Simulated(time, devices, memory, cost, joules, carbon, met),
            Assumptions = memory.Length > 1
                ? ["memories/hbf-stack.read-bandwidth = 1.6 TB/s: vendor road map, no silicon yet", "accelerators/b200-sxm.idle-power = 140 W: own estimate"]
                : ["accelerators/h100-sxm.idle-power = 120 W: own estimate"],
            Findings = met
                ? [new(FindingLevel.Hint, "weights-bound", "Decode spends 78 % of its time on weight reads; more FLOPs will not help.")]
                : [new(FindingLevel.Warning, "queueing", "Requests wait 31 s at the 99th percentile: the traffic is beyond what four devices sustain.")],
        };

    static SimulatedResult Simulated(double time, int devices, ImmutableArray<TierResult> memory, double cost, double joules, double carbon, bool met)
    {
        var slow = met ? 1 : 14;
        var ttft = Latency(0.12 * time * slow, 1.0);
        var tpot = Latency(0.014 * time, 0.35);
        var e2e = Latency(4.6 * time * (met ? 1 : 2.4), 0.8);
        return new()
        {
            Requests = new(19_366, 19_366, 0, met ? 19_301 : 6_214, 22_361_870, 4_087_912, 0, met ? 0 : 318),
            Ttft = ttft.Summary,
            Tpot = tpot.Summary,
            Itl = Latency(0.013 * time, 0.5).Summary,
            E2e = e2e.Summary,
            Queueing = Latency(0.02 * time * slow, 1.4).Summary,
            WarmUp = met ? new("auto", 31.25, 340, 19_026, true) : null,
            Queue = new(met ? 0.3 : 58, 0, met ? 1 : 90, met ? 4 : 131, met ? 9 : 140, met ? 0 : 0.72, met ? 0 : 290, met ? 0 : 3, met ? 0 : 402_118),
            Tenants = devices == 1 ? new([Tenant("chat & code", 2, 0.25, ttft.Summary, e2e.Summary), Tenant("batch", 1, 0.75, ttft.Summary, e2e.Summary)], 0.62, 0.98, 4.1e-6, 61e-6, 7.4) : null,
            Throughput = new(10.9 / Math.Sqrt(time), 12_510 / Math.Sqrt(time), 2_287 / Math.Sqrt(time), 2_287 / Math.Sqrt(time) / devices, 1_787 * Math.Sqrt(time)),
            Goodput = new(met ? 10.86 / Math.Sqrt(time) : 1.7, met ? 2_279 / Math.Sqrt(time) : 360, met ? 0.9966 : 0.321),
            Objectives =
            [
                new("ttft-p99", 2, ttft.Summary.P99Seconds, ttft.Summary.P99Seconds <= 2),
                new("tpot-p99", 0.05, tpot.Summary.P99Seconds, tpot.Summary.P99Seconds <= 0.05),
            ],
            Speculation = new(2.53, 3, 2.5, 900_000, 450_000, 0.21),
            Utilisation = new()
            {
                Busy = met ? 0.81 : 1,
                Compute = 0.28 / time,
                Memory = [.. memory.Select(tier => new NamedValue(tier.Name, tier.BandwidthUtilisation))],
                Links = devices > 1 ? 0.07 : 0,
                KvMean = 0.22 * time / 1.5,
                KvPeak = Math.Min(1, 0.48 * time / 1.5),
                MeanRunning = 41 * time,
                MeanWaiting = met ? 0.3 : 58,
            },
            Energy = new(joules * 1500, 900, joules * 1500 * 1.2 + 1080, joules, joules * 0.8, joules * 1.2, joules * 4_087_912),
            Cost = new(cost * 8.2, cost, cost * 0.4, devices > 1 ? cost * 1.6 : null,
                [new("accelerators", cost * 5.5), new("host", cost * 0.9), new("energy", cost * 0.8), new("facility", cost * 1.0)]),
            Carbon = new(carbon, carbon * 0.08, carbon * 0.32, carbon * 1.08, carbon * 1.32, [new("per-area", 124), new("vendor", 164)]),
            Merit = new(1e6 / cost, 1 / joules, 1e9 / (carbon * 1.32), 1e9 / (carbon * 1.08)),
            DataCentre = new() { Copies = 525, Devices = 525 * devices, Limit = "power", Used = [new("power", 0.999), new("money", 0.4)], OutputTokensPerSecond = 1.2e6 / time },
            Access = met ? null : new()
            {
                Shed = 411, TimedOut = 95, Failed = 12, Cancelled = 7, Attempts = 24_002, LimitedAttempts = 210, QueueFullAttempts = 388, LateAttempts = 96, OutageAttempts = 3, TimedOutAttempts = 1_204,
                Crashes = 2, Moves = 31, WastedInputTokens = 812_400, WastedOutputTokens = 91_377, AdapterLoads = 58, AdapterHits = 19_004, Availability = 0.973,
                ReplicasUp = [new(0, 1), new(900, 0.4), new(930, 1)],
            },
            Distributions = [ttft.Plot("ttft"), tpot.Plot("tpot"), e2e.Plot("e2e")],
            KvTiers = devices == 4 ? Tiers : null,
            Timeline = [.. Enumerable.Range(0, 60).Select(slice => Slice(slice, time, met))],
            Ranges = new()
            {
                Basis = "recorded runs", Unmeasured = devices == 4, TrafficBound = devices == 4, StepTime = new(0.8, 1.2), TtftMean = new(0.1, 0.4), TtftP50 = new(0.08, 0.3), TtftP99 = new(0.5, 3),
                TpotMean = new(0.015, 0.03), TpotP50 = new(0.014, 0.029), TpotP99 = new(0.02, 0.05), E2eP50 = new(3, 7), OutputTokensPerSecond = new(1200, 2400), DollarsPerMillionTokens = new(0.5, 1.1), JoulesPerToken = new(0.4, 0.9),
            },
            Sessions = new()
            {
                Began = 4_800, Completed = 4_790, AtLimit = 12, Failed = 10,
                Duration = Latency(90 * time, 0.9).Summary, Served = Latency(18 * time, 0.7).Summary,
                Requests = 4.03, InputTokens = 4_656, OutputTokens = 851, PeakTokens = 2_180, PeakTokensP99 = 9_350, PeakKvBytes = 2_180 * 163_840.0, Dependency = 1.6e6,
                Joules = joules * 851, Dollars = cost * 851e-6,
            },
        };
    }

    static TenantResult Tenant(string name, double weight, double share, LatencyResult ttft, LatencyResult e2e) => new()
    {
        Name = name,
        Weight = weight,
        Requests = new(9_683, 9_683, 0, 9_600, 11_180_935, 2_043_956, 0, 0),
        Ttft = ttft,
        Tpot = ttft,
        E2e = e2e,
        Queueing = ttft,
        GoodShare = 0.991,
        Slowdown = 2.31,
        ServiceShare = share,
        Dollars = 7.4 * share,
        DollarsPerMillionTokens = 7.4 * share / 2.043956,
    };

    static KvTiersResult Tiers => new()
    {
        Tiers =
        [
            new()
            {
                Name = "drive", Stores = 2, CapacityBytes = 8e12, PeakBytes = 6.1e12, HitTokens = 2_200_000, ReadBytes = 352e9, WrittenBytes = 7.2e12, PrefetchedBytes = 1e9, EvictedBytes = 1.1e12, RefusedBytes = 2e9,
                ReadUtilisation = 0.12, WriteUtilisation = 0.31, WearOutYears = 2.7, Joules = 9300,
            },
        ],
        Links = [new("PCIe4", 352e9, 7.2e12, 0.03, 0.4, 610)],
        AskedTokens = 9_000_000,
        LoadedTokens = 2_200_000,
        PassedOverTokens = 150_000,
        ForesightTokens = 3_600_000,
        Swaps = 12,
        SwappedBytes = 3.1e9,
    };

    static TimelineResult Slice(int slice, double time, bool met)
    {
        var wave = 1 + 0.4 * Math.Sin(slice / 6.0) + 0.1 * Math.Sin(slice * 1.7);
        return new(slice * 30, 41 * time * wave, met ? 0.3 * wave : slice * 2, Math.Min(1, 0.15 * time * wave), 2_287 / Math.Sqrt(time) * wave);
    }

    /// <summary>A log-normal latency with this median and spread.</summary>
    static (LatencyResult Summary, Func<string, Distribution> Plot) Latency(double median, double sigma)
    {
        ImmutableArray<(double Score, double Probability)> normal =
        [
            (-2.326, 0.01), (-1.645, 0.05), (-1.282, 0.1), (-0.842, 0.2), (-0.524, 0.3), (-0.253, 0.4), (0, 0.5), (0.253, 0.6),
            (0.524, 0.7), (0.842, 0.8), (1.282, 0.9), (1.645, 0.95), (2.054, 0.98), (2.326, 0.99), (2.878, 0.998), (3.29, 1),
        ];
        double At(double score) => median * Math.Exp(sigma * score);
        var summary = new LatencyResult(median * Math.Exp(sigma * sigma / 2), median, At(1.282), At(2.326), At(3.29), 19_366);
        return (summary, metric => new(metric, [.. normal.Select(point => At(point.Score))], [.. normal.Select(point => point.Probability)]));
    }
}
