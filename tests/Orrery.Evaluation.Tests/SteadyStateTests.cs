using Orrery.Performance;
using Orrery.Performance.Tests;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Evaluation.Tests;

/// <summary>The closed form of a closed loop beside the simulation of the same loop.</summary>
public sealed class SteadyStateTests
{
    sealed class Same(int input, int output) : IRequestSource
    {
        long _id;

        public bool TryNext(out Request request)
        {
            request = new Request(_id++, SimTime.Zero, input, output);
            return true;
        }
    }

    public static TheoryData<int, int, int, int> Loops => new()
    {
        { 1, 1024, 256, 2048 }, { 4, 1024, 256, 2048 }, { 16, 512, 128, 2048 }, { 64, 1024, 512, 8192 }, { 32, 128, 1024, 2048 },
        { 8, 8000, 200, 2048 }, { 64, 4096, 64, 8192 }, { 200, 256, 256, 8192 }, { 400, 300, 300, 8192 },
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public void The_closed_form_agrees_with_the_simulated_loop(int users, int input, int output, int budget)
    {
        var system = Plans.System(Machines.Llama8B, serving: new ServingSpec { MaxBatchedTokens = budget });
        var engine = EngineModel.Build(system);
        var form = SteadyState.ClosedLoop(engine, users, input, output);
        var simulated = ServingSimulation.Run(
            new ClosedLoop { Requests = new Same(input, output), Users = users, Completions = 12L * users + 20, WarmUp = 4L * users },
            new ServingSetup { Timer = engine.Steps!, Kv = engine.Memory.Kv, Spec = system.Serving });

        var rate = simulated.Completed / simulated.Makespan.Value;
        Assert.Equal(rate, form.RequestsPerSecond, rate * 0.08);
        Assert.Equal(simulated.Tpot.Mean.Value, form.Tpot, simulated.Tpot.Mean.Value * 0.08);
        // Little's law holds for the closed form by construction of its waiting time.
        Assert.Equal(users, form.RequestsPerSecond * (form.Ttft + form.Tpot * (output - 1)), users * 0.02);
    }

    [Fact]
    public void More_users_never_get_fewer_tokens_together()
    {
        var engine = EngineModel.Build(Plans.System(Machines.Llama8B, serving: new ServingSpec { MaxBatchedTokens = 8192 }));
        var last = 0.0;
        for (var users = 1; users <= 256; users *= 2)
        {
            var rate = SteadyState.ClosedLoop(engine, users, 512, 256).RequestsPerSecond;
            Assert.True(rate >= last * 0.98, $"{users} users");
            last = rate;
        }
    }
}
