using System.Collections.Immutable;
using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Evaluation.Tests;

/// <summary>Plans that tests share.</summary>
static class Plans
{
    public static NodeSpec Host { get; } = new() { Name = "hgx-8", AcceleratorsPerNode = 8, HostPower = new(1200), HostPrice = new(40_000), HostEmbodied = new(900) };

    public static OperationSpec Usa { get; } = new() { Grid = "usa", CarbonIntensity = new(0.369 / 3.6e6), EnergyPrice = new(0.09 / 3.6e6) };

    public static SystemPlan System(
        ModelSpec model, int count = 1, ParallelismSpec? parallelism = null, PrecisionSpec? precision = null, AcceleratorSpec? accelerator = null,
        PerformanceMode mode = PerformanceMode.Calibrated, ServingSpec? serving = null, string name = "h100") => new()
    {
        System = new SystemSpec { Name = name, Accelerator = (accelerator ?? Machines.H100) with { Price = new(25_000), DieArea = new(814e-6), ProcessNanometers = 4, VendorEmbodied = new(164) }, Count = count, Node = Host },
        Model = model,
        Precision = precision ?? Machines.Bf16,
        Parallelism = parallelism ?? new(),
        Placement = new(),
        Serving = serving ?? new ServingSpec { MaxBatchedTokens = 2048 },
        Mode = mode,
    };

    public static Plan Of(SyntheticTrafficSpec traffic, ImmutableArray<SloBound> bounds, params ImmutableArray<SystemPlan> systems) => new()
    {
        Name = "test",
        Traffic = new TrafficSpec { Synthetic = traffic },
        Slo = new SloSpec { Bounds = bounds },
        Systems = systems,
        Operation = Usa,
        Hash = "test",
    };

    public static SyntheticTrafficSpec Poisson(double rate, int input, int output, long requests) => new()
    {
        Arrivals = new ArrivalSpec { Rate = new PerSecond(rate) },
        Input = new ConstantLength(input),
        Output = new ConstantLength(output),
        Requests = requests,
    };
}
