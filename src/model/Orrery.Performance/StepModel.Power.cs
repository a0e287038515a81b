namespace Orrery.Performance;

/// <content>Energy of moving bytes, and clocks under a limit of power.</content>
public sealed partial class StepModel
{
    readonly double _designWatts;
    readonly double _movementJoulesPerByte;
    readonly double _voltageFloor;

    double MovementJoules(in OperatorPrice price) => _movementJoulesPerByte * (price.WeightBytes + price.KvReadBytes + price.KvWriteBytes + price.ActivationBytes);

    // Dynamic energy, of which arithmetic and movement take the core's part, and the time that waits for arithmetic as a share of the whole.
    void Hold(double arithmetic, double core, int devices, ref double seconds, ref double joules)
    {
        var watts = _dynamicWatts * devices;
        if (joules <= watts * seconds) return;
        if (_voltageFloor < 1) Slow(Math.Min(1, arithmetic), core, devices, ref seconds, ref joules);
        else seconds = joules / watts;
    }

    // The fastest clock whose power is within the limit: voltage goes with the clock down to its floor, and memory keeps its own. Kernels were measured within the
    // design power: what they take is what they take at the clock that it allows.
    void Slow(double arithmetic, double core, int devices, ref double seconds, ref double joules)
    {
        const double LowestClock = 0.1;
        var (full, rest) = (seconds, joules - core);
        var (design, limit) = (_designWatts * devices, _dynamicWatts * devices);
        var measured = Math.Clamp(Math.Sqrt(Math.Max(0, design * full - rest) / core), _voltageFloor, 1);
        joules = Math.Min(Joules(measured), design * full);
        if (joules <= limit * full) return;
        var (low, high) = (LowestClock, measured);
        for (var i = 0; i < 30; i++)
        {
            var clock = (low + high) / 2;
            if (Joules(clock) > limit * Seconds(clock)) high = clock;
            else low = clock;
        }
        joules = Joules(low);
        // Where the lowest clock draws too much still, work pauses.
        seconds = Math.Max(Seconds(low), joules / limit);

        double Seconds(double clock) => full * (1 + arithmetic * (measured / clock - 1));
        double Joules(double clock) => rest + core * Math.Pow(Math.Max(clock, _voltageFloor), 2);
    }
}
