using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Orrery.Scenarios;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Evaluation;

/// <summary>Runs a plan: evaluates every system, serves the traffic on it, and says what the comparison means.</summary>
public static class RunEvaluator
{
    /// <summary>Runs a plan. The result depends on the plan and the product's version alone, whatever the number of threads.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="traffic">Opens the plan's traffic anew; called once a system, from the thread that works on it.</param>
    /// <param name="options">How to run.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ArrivalsEndException">Traffic comes later than virtual time reaches.</exception>
    /// <exception cref="VirtualTimeException">A system works for longer than virtual time reaches.</exception>
    public static RunResult Run(Plan plan, Func<IRequestSource> traffic, RunOptions options, CancellationToken cancellation = default)
    {
        var systems = new SystemResult[plan.Systems.Length];
        if (options.Threads <= 1)
        {
            for (var i = 0; i < systems.Length; i++) systems[i] = One(i);
        }
        else
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
            try
            {
                Parallel.For(0, systems.Length, parallel, i => systems[i] = One(i));
            }
            catch (AggregateException faults)
            {
                // One fault looks the same on one thread and on many.
                ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
            }
        }
        return Collect(plan, [.. systems], options);

        SystemResult One(int index)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var result = SystemEvaluator.Evaluate(
                    plan, plan.Systems[index], options.Traffic is { } of ? () => of(index) : traffic, options.Sink?.Invoke(index), options.Observer?.Invoke(index),
                    options.Progress is { } told ? progress => told(index, progress) : null, options.Ranges, cancellation);
                options.Finished?.Invoke(index, result);
                return result;
            }
            catch (OverflowException passed) when (passed is not ArrivalsEndException)
            {
                throw new VirtualTimeException(plan.Systems[index].System.Name, passed);
            }
        }
    }

    /// <summary>The result of those systems of a plan that were evaluated: all of them, or what was finished when a run was stopped.</summary>
    public static RunResult Collect(Plan plan, ImmutableArray<SystemResult> systems, RunOptions options) =>
        new()
        {
            ProductVersion = options.ProductVersion,
            RunId = Identity(plan, options.ProductVersion),
            Scenario = plan.Name,
            ScenarioHash = plan.Hash,
            Seed = plan.Seed,
            Traffic = Describe.Traffic(plan.Traffic, systems.Max(system => system.Simulated?.Requests.Arrived ?? 0)),
            Objectives = [.. plan.Slo.Bounds.Select(Describe.Objective)],
            Grid = string.Create(CultureInfo.InvariantCulture, $"{plan.Operation.Grid}, {plan.Operation.CarbonIntensity.Value * 3.6e9:0.#} gCO2e/kWh"),
            Systems = systems,
            Findings = ComparisonFindings.Of(systems),
        };

    /// <summary>The identity of a run: SHA-256 of scenario, seed and product version, in hex.</summary>
    public static string Identity(Plan plan, string productVersion)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{plan.Hash}\n{plan.Seed}\n{productVersion}"))));
}
