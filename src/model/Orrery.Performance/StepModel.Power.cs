using System.Runtime.CompilerServices;
using Orrery.Hardware;

namespace Orrery.Performance;

/// <content>Energy of moving bytes, and clocks under a limit of power.</content>
public sealed partial class StepModel
{
    const double LowestClock = 0.1;

    readonly double _designWatts; // above idle, within which times were measured; infinite where none were
    readonly double _movementJoulesPerByte;
    readonly double _voltageFloor;

    double MovementJoules(in OperatorPrice price) => _movementJoulesPerByte
        * (price.WeightBytes + price.KvReadBytes + price.KvWriteBytes + price.ActivationBytes + price.HotBytes + price.ColdBytes + price.ContextBytes);

    // Dynamic energy, of which arithmetic and movement take the core's part.
    void Hold(ReadOnlySpan<double> features, int slots, bool interleaved, double core, int devices, ref double seconds, ref double joules)
    {
        var watts = _dynamicWatts * devices;
        if (joules <= Math.Min(watts, _designWatts * devices) * seconds) return;
        if (_voltageFloor < 1) Slow(features, slots, interleaved, core, devices, ref seconds, ref joules);
        else seconds = Math.Max(seconds, joules / watts);
    }

    // The fastest clock whose power is within the limit: voltage goes with the clock down to its floor, and memory keeps its own. What was measured took its time
    // within the design power, at the clock that it allows; all else is at the full clock.
    [MethodImpl(MethodImplOptions.NoInlining)]
    void Slow(ReadOnlySpan<double> features, int slots, bool interleaved, double core, int devices, ref double seconds, ref double joules)
    {
        var (rest, limit, design) = (joules - core, _dynamicWatts * devices, _designWatts * devices);
        var full = core > 0 ? Math.Clamp(Math.Sqrt(Math.Max(0, design * seconds - rest) / core), _voltageFloor, 1) : 1;
        joules = Joules(full);
        if (joules <= limit * seconds) return;

        var (low, high) = (LowestClock, full);
        var (below, above) = (Excess(features, low, out var slowest), joules - limit * seconds);
        // Where the lowest clock draws too much still, work pauses.
        if (below > 0) (joules, seconds) = (Joules(low), slowest);
        // False position: an end that stays counts half (Dowell and Jarratt, BIT 11, 1971).
        for (var (i, last) = (0, 0); below < 0 && i < 60; i++)
        {
            var clock = low + (high - low) * below / (below - above);
            var excess = Excess(features, clock, out seconds);
            joules = Joules(clock);
            if (Math.Abs(excess) <= 1e-12 * joules) break;
            if (excess > 0)
            {
                (high, above) = (clock, excess);
                if (last > 0) below /= 2;
                last = 1;
            }
            else
            {
                (low, below) = (clock, excess);
                if (last < 0) above /= 2;
                last = -1;
            }
        }

        seconds = Math.Max(seconds, joules / limit);

        double Joules(double clock) => rest + core * Math.Pow(Math.Max(clock, _voltageFloor), 2);

        double Excess(ReadOnlySpan<double> features, double clock, out double seconds)
        {
            seconds = SecondsAt(features, full / clock, slots, interleaved);
            return Joules(clock) - limit * seconds;
        }
    }

    double SecondsAt(ReadOnlySpan<double> features, double slower, int slots, bool interleaved)
    {
        Span<StageTotals> stages = stackalloc StageTotals[_stages];
        Span<NearPrice> nearby = stackalloc NearPrice[_stages];
        SumStaged(_fused, features, stages, nearby, slower);
        var slowest = 0.0;
        for (var s = 0; s < stages.Length; s++) slowest = Math.Max(slowest, Seconds(stages[s], nearby[s], interleaved, out _));
        return slowest * slots + _stepLatency;
    }

    // Arithmetic takes so many times as long; memory, links and launches as long as before. What hides behind memory may stay hidden.
    void Stretch(in BoundOperator op, double slower, ref OperatorPrice price, ref NearPrice near)
    {
        var before = Math.Max(price.Compute, price.Memory);
        if (op.Curve is not null)
        {
            var (compute, memory) = (price.Flops * op.SecondsPerFlop * (op.Load?.Imbalance ?? 1), _paths.Longest(price) * op.MemoryScale);
            price.Memory += KernelWork.Stream(KernelKind.MatMul, compute * slower, memory) - KernelWork.Stream(KernelKind.MatMul, compute, memory);
        }

        price.Compute *= slower;
        // Engines beside a memory that do a part of the operator have as much more time for it.
        if (op.Near is { Share: < 1 }) near.Seconds = Math.Max(0, near.Seconds - (Math.Max(price.Compute, price.Memory) - before));
    }
}
