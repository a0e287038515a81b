namespace Orrery.Concurrency.Coherence;

/// <summary>A core, and what its accesses to cache lines cost.</summary>
sealed class ModelCore
{
    readonly CoherenceMachine _machine;
    readonly CoreSet _cluster, _socket;
    double _storesDone;
    SplitMix _random;

    public ModelCore(CoherenceMachine machine, int number)
    {
        (_machine, Number) = (machine, number);
        _random = new(machine.Seed * 1000 + (ulong)number);
        var spec = machine.Spec;
        _cluster = Around(number, spec.CoresPerCluster);
        _socket = Around(number, spec.CoresPerSocket);
    }

    public int Number { get; }

    public CoherenceMachine Machine => _machine;

    public ref SplitMix Random => ref _random;

    static CoreSet Around(int core, int size) => CoreSet.Range(core / size * size, core / size * size + size);

    /// <summary>Does something of its own.</summary>
    public CoherenceMachine.Step Work(double nanoseconds) => new(_machine, _machine.Now + nanoseconds, null);

    /// <summary>Allocates an object of so many nodes' size.</summary>
    public CoherenceMachine.Step Allocate(double nodes = 1) => Work(nodes * _machine.Spec.AllocationNanoseconds);

    /// <summary>Reads the time, which is that of the moment when the reading is done.</summary>
    public CoherenceMachine.Step ReadClock() => Work(_machine.Spec.ClockNanoseconds);

    /// <summary>Gets a line to read; what is read after it is what stands there then.</summary>
    public CoherenceMachine.Step Read(CacheLine line)
    {
        if (line.Holders.Has(Number)) return Work(_machine.Spec.HitNanoseconds);
        var spec = _machine.Spec;
        var start = Math.Max(_machine.Now, line.BusyUntil);
        // From the nearest who has it.
        var transfer = line.Holders.IsEmpty || line.Holders.Meets(_cluster) ? spec.ClusterNanoseconds : line.Holders.Meets(_socket) ? spec.SocketNanoseconds : spec.RemoteNanoseconds;
        line.BusyUntil = start + spec.OccupancyNanoseconds;
        line.Holders.Add(Number);
        line.Writer = -1;
        return new(_machine, start + transfer, null);
    }

    /// <summary>Gets a line to update it atomically: what is read and written after it, up to the next await, is one step.</summary>
    public CoherenceMachine.Step Update(CacheLine line)
    {
        line.Updates++;
        return new(_machine, Own(line, Math.Max(_machine.Now, _storesDone), _machine.Spec.AtomicNanoseconds), line);
    }

    /// <summary>Writes without waiting: the change takes effect when the line has come.</summary>
    public CoherenceMachine.Step Write(CacheLine line, Action change)
    {
        _storesDone = Own(line, Math.Max(_machine.Now, _storesDone), 0);
        _machine.Schedule(_storesDone, () =>
        {
            change();
            line.Wake(_machine);
        });
        return Work(_machine.Spec.HitNanoseconds);
    }

    /// <summary>Looks at a line until something holds: again whenever it has changed.</summary>
    public async ValueTask Await(CacheLine line, Func<bool> condition)
    {
        while (true)
        {
            await Read(line);
            if (condition()) return;
            await new CoherenceMachine.Change(line);
        }
    }

    // When the line is this core's alone.
    double Own(CacheLine line, double now, double more)
    {
        var spec = _machine.Spec;
        double done;
        if (line.Writer == Number)
        {
            done = now + spec.HitNanoseconds + more;
        }
        else
        {
            // The farthest who has it must give it up.
            var transfer = line.Holders.LiesIn(_cluster) ? spec.ClusterNanoseconds : line.Holders.LiesIn(_socket) ? spec.SocketNanoseconds : spec.RemoteNanoseconds;
            done = Math.Max(now, line.BusyUntil) + transfer + more;
            line.BusyUntil = done;
        }
        line.Writer = Number;
        line.Holders = CoreSet.Range(Number, Number + 1);
        return done;
    }
}
