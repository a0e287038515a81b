namespace Orrery.Concurrency.Coherence;

/// <summary>Treiber's stack; with back-off as <see cref="System.Collections.Concurrent.ConcurrentStack{T}"/> has it: twice as long after each loss.</summary>
sealed class TreiberProgram(double firstBackOff = 0, double mostBackOff = 0) : LinkedProgram
{
    public override async ValueTask Push(ModelCore core, long value)
    {
        var node = await Create(core, value);
        for (var losses = 0; !await TryPush(core, node, node); losses++) await BackOff(core, losses);
    }

    public override async ValueTask<long> Pop(ModelCore core)
    {
        for (var losses = 0; ; losses++)
        {
            var (done, first) = await TryPop(core, 1);
            if (done) return first?.Value ?? Nothing;
            await BackOff(core, losses);
        }
    }

    CoherenceMachine.Step BackOff(ModelCore core, int losses) => core.Work(firstBackOff == 0 ? 0 : (0.5 + core.Random.Share()) * Math.Min(firstBackOff * (1 << Math.Min(losses, 20)), mostBackOff));
}
