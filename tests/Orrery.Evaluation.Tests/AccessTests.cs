using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Traffic;

namespace Orrery.Evaluation.Tests;

public sealed class AccessTests
{
    static SystemResult Run(ServingSpec serving, double rate)
    {
        var plan = Plans.Of(Plans.Poisson(rate, 512, 128, 2000), [], Plans.System(Machines.Llama8B, serving: serving));
        return RunEvaluator.Run(plan, () => TrafficSource.Open(plan.Traffic, new RandomStreams(1)), new RunOptions { ProductVersion = "test" }).Systems[0];
    }

    static readonly ServingSpec Small = new() { MaxBatchedTokens = 2048, MaxSequences = 8 };

    [Fact]
    public void Requests_of_impatient_clients_are_all_accounted_for_and_a_storm_of_retries_is_found()
    {
        var result = Run(Small with { Clients = new() { Timeout = new(3), Retries = 3 } }, 30);
        var (requests, access) = (result.Simulated!.Requests, result.Simulated.Access!);
        Assert.Equal(2000, requests.Completed + requests.Rejected + access.Shed + access.TimedOut + access.Failed + access.Cancelled);
        Assert.True(access.WastedOutputTokens > 10_000);
        Assert.Contains(result.Findings, static finding => finding.Id == "retry-storm");
        Assert.Contains(result.Findings, static finding => finding is { Id: "lost-requests", Level: FindingLevel.Problem });
        Assert.Null(Run(Small, 5).Simulated!.Access);
    }

    [Fact]
    public void A_replica_starts_when_each_device_has_read_its_weights()
    {
        var result = Run(Small with { StartUp = new(new(1), new(2e9)) }, 5);
        Assert.Equal(1 + (result.Memory[0].WeightBytes / 2e9), result.Simulated!.Ttft.MaxSeconds, 1.0); // of the first, which arrives within a second
    }

    [Fact]
    public void Adapters_take_room_from_the_cache_and_time_for_their_bytes()
    {
        var adapters = new AdapterSpec { Count = 4, Slots = 10, Size = new(200e6), Bandwidth = new(25e9) };
        var bare = EngineModel.Build(Plans.System(Machines.Llama8B, serving: Small));
        var engine = EngineModel.Build(Plans.System(Machines.Llama8B, serving: Small with { Adapters = adapters }));
        Assert.Equal(2e9, (bare.Memory.Kv.Capacity - engine.Memory.Kv.Capacity).Value, 1.0);

        var shape = StepShapes.Decode(engine.Timer!.Reaches, 8, 1000);
        engine.Timer.Evaluate(shape, out var none);
        bare.Timer!.Evaluate(shape, out var plain);
        Assert.Equal(plain.Seconds, none.Seconds);
        shape.Adapters = 3;
        engine.Timer.Evaluate(shape, out var three);
        Assert.Equal(3 * 200e6 / Machines.H100.Memory[0].ReadBandwidth.Value, three.Seconds - none.Seconds, 1e-9);
        Assert.Equal(3 * 200e6, three.ReadBytes[0] - none.ReadBytes[0], 1.0);
        Assert.Equal(none.Joules / none.Seconds, three.Joules / three.Seconds, 1e-6);
    }
}
