using System.Collections.Immutable;
using Orrery.Scenarios;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Evaluation;

/// <summary>
/// Finds the highest rate of arrivals that a system sustains under its objectives, by simulating the scenario's traffic faster and slower;
/// and how many copies of it carry a given load.
/// </summary>
/// <remarks>
/// A rate is sustained when every objective holds, no request is impossible and the queue does not grow without end. Each replication draws
/// its random streams anew and searches by itself: doubling or halving until the answer changes, then bisection. The interval is Student's
/// over the replications.
/// </remarks>
public static class CapacitySearch
{
    // Beyond this the rate asked is a thousandth or a million times the scenario's: the answer is "none" or the model is not the limit.
    const int MostDoublings = 20;
    const int MostHalvings = 10;

    /// <summary>Searches every system of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="open">Opens the plan's traffic anew with another specification and seed; any thread may call.</param>
    /// <param name="options">How to search.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static CapacityResult Run(Plan plan, Func<TrafficSpec, long, IRequestSource> open, CapacityOptions options, CancellationToken cancellation = default)
    {
        // A trace is the same whatever the seed.
        var replications = plan.Traffic.File is null ? Math.Max(1, options.Replications) : 1;
        var engines = plan.Systems.Select(EngineModel.Build).ToArray();
        var found = new Found[engines.Length * replications];
        var done = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Threads), CancellationToken = cancellation };
        Parallel.For(0, found.Length, parallel, i =>
        {
            var engine = engines[i / replications];
            if (engine.Steps is not null) found[i] = Search(engine, plan, open, plan.Seed + i % replications, options.Resolution, cancellation);
            options.Progress?.Invoke(Interlocked.Increment(ref done), found.Length);
        });

        var systems = new SystemCapacity[engines.Length];
        Parallel.For(0, systems.Length, parallel, i =>
            systems[i] = Summary(engines[i], plan, found.AsSpan(i * replications, replications).ToArray(), open, options.Load, cancellation));
        return new CapacityResult
        {
            Scenario = plan.Name,
            Objectives = [.. plan.Slo.Bounds.Select(Describe.Objective)],
            LoadRequestsPerSecond = options.Load,
            Systems = [.. systems],
            Cheapest = options.Load is null
                ? systems.Where(system => system.RequestsPerSecond > 0).MinBy(system => system.DollarsPerMillionTokens)?.Name
                : systems.Where(system => system.ForLoad is not null).MinBy(system => system.ForLoad!.DollarsPerHour)?.Name,
        };
    }

    readonly record struct Found(CapacityTrial? Best, string? Limit);

    static Found Search(EngineModel engine, Plan plan, Func<TrafficSpec, long, IRequestSource> open, long seed, double resolution, CancellationToken cancellation)
    {
        CapacityTrial At(double scale) => CapacityTrial.Run(engine, plan, open(plan.TrafficOf(engine.Plan) with { Scale = plan.Traffic.Scale * scale }, seed), cancellation);

        CapacityTrial? held = null, failed = null;
        double low = 0, high = 0, scale = 1;
        for (var i = 0; i < MostDoublings + MostHalvings && (held is null || failed is null); i++)
        {
            var trial = At(scale);
            if (trial.Limit is null)
            {
                (held, low) = (trial, scale);
                if (failed is null && Math.Log2(scale) >= MostDoublings) return new Found(held, null);
                scale *= 2;
            }
            else
            {
                (failed, high) = (trial, scale);
                if (held is null && Math.Log2(scale) <= -MostHalvings) return new Found(null, failed.Limit);
                scale /= 2;
            }
        }

        while (high / low - 1 > resolution)
        {
            var middle = Math.Sqrt(low * high);
            var trial = At(middle);
            if (trial.Limit is null) (held, low) = (trial, middle);
            else (failed, high) = (trial, middle);
        }

        return new Found(held, failed!.Limit);
    }

    static SystemCapacity Summary(EngineModel engine, Plan plan, Found[] found, Func<TrafficSpec, long, IRequestSource> open, double? load, CancellationToken cancellation)
    {
        var system = engine.Plan.System;
        var bare = new SystemCapacity { Name = system.Name, Devices = engine.Plan.Devices, Fits = engine.Pools.All(pool => pool.Steps is not null) };
        var rates = found.Select(f => f.Best?.Rate ?? 0).ToImmutableArray();
        var limit = found.Select(f => f.Limit).OfType<string>().GroupBy(name => name, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;
        if (!bare.Fits || rates.All(rate => rate <= 0)) return bare with { Limit = limit };
        var mean = rates.Average();
        var half = HalfWidth(rates);
        // Cost and energy of the replication whose rate is nearest the mean.
        var typical = found.Where(f => f.Best is not null).MinBy(f => Math.Abs(f.Best!.Rate - mean)).Best!.Result;
        var capacity = bare with
        {
            RequestsPerSecond = mean,
            LowRequestsPerSecond = rates.Length > 1 ? Math.Max(0, mean - half) : null,
            HighRequestsPerSecond = rates.Length > 1 ? mean + half : null,
            Limit = limit,
            OutputTokensPerSecond = typical.Throughput.OutputTokensPerSecond,
            JoulesPerToken = typical.Energy.JoulesPerToken,
            DollarsPerHour = typical.Cost.DollarsPerHour,
            DollarsPerMillionTokens = typical.Cost.DollarsPerMillionTokens,
            Replications = rates,
        };
        return load is { } wanted ? capacity with { ForLoad = Carry(engine, plan, capacity, wanted, open, cancellation) } : capacity;
    }

    // As many copies as the capacity says, then simulated together; more where their router wastes some, fewer where pooling saves some.
    static LoadPlan? Carry(EngineModel engine, Plan plan, SystemCapacity capacity, double load, Func<TrafficSpec, long, IRequestSource> open, CancellationToken cancellation)
    {
        var guess = Math.Max(1, (int)Math.Ceiling(load / capacity.RequestsPerSecond));
        CapacityTrial? best = null;
        var copies = guess;
        for (var n = guess; n <= guess * 2 + 1; n++)
        {
            if (At(n) is not { Limit: null } trial) continue;
            (best, copies) = (trial, n);
            break;
        }

        if (best is null) return null;
        while (copies == guess && copies > 1 && At(copies - 1) is { Limit: null } fewer) (best, copies, guess) = (fewer, copies - 1, guess - 1);
        return new LoadPlan(copies, copies * engine.Plan.Devices, best.Result.Cost.DollarsPerHour, best.Result.Cost.DollarsPerMillionTokens);

        CapacityTrial At(int copies)
        {
            // The rate at scale 1 is known only from the traffic itself.
            var recorded = Rate(open(plan.TrafficOf(engine.Plan), plan.Seed));
            var scale = recorded > 0 ? load / recorded : 1;
            return CapacityTrial.Run(EngineModel.Build(engine.Plan.Times(copies)), plan, open(plan.TrafficOf(engine.Plan) with { Scale = plan.Traffic.Scale * scale }, plan.Seed), cancellation);
        }
    }

    static double Rate(IRequestSource traffic)
    {
        var source = InstantAnswers.Of(traffic);
        long count = 0;
        double first = 0, last = 0;
        while (source.TryNext(out var request))
        {
            last = request.Arrival.TotalSeconds;
            if (count++ == 0) first = last;
        }

        return last > first ? (count - 1) / (last - first) : 0;
    }

    // Student's t at 97.5 % by degrees of freedom (Abramowitz and Stegun, table 26.10); beyond, the normal quantile is within 3 %.
    static readonly double[] StudentQuantile = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086];

    static double HalfWidth(ImmutableArray<double> rates)
    {
        if (rates.Length < 2) return 0;
        var mean = rates.Average();
        var deviation = Math.Sqrt(rates.Sum(rate => (rate - mean) * (rate - mean)) / (rates.Length - 1));
        var quantile = rates.Length - 2 < StudentQuantile.Length ? StudentQuantile[rates.Length - 2] : 1.96;
        return quantile * deviation / Math.Sqrt(rates.Length);
    }
}
