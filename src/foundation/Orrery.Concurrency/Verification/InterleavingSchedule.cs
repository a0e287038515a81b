namespace Orrery.Concurrency.Verification;

/// <summary>
/// The schedules of an exploration, one after the other, depth first: who runs is decided at each yield point, the decisions of the last run are repeated but for the last that has an alternative.
/// Only the thread whose turn it is touches anything here; handing over the turn is a semaphore, so its writes are seen by the next.
/// </summary>
sealed class InterleavingSchedule(int mostPreemptions) : IDisposable
{
    const int MostSteps = 5_000;

    readonly List<Decision> _decisions = [];
    readonly List<WorkerThread> _threads = [];
    readonly SemaphoreSlim _ended = new(0);
    readonly long[] _reached = new long[Enum.GetValues<StackStep>().Length];
    int _workers, _running = -1, _next, _steps, _alone, _preemptions;
    bool _lookedAgain;
    string? _fault;

    /// <summary>Who may run at a point: the one in whose middle it is comes first, so that alternative 0 is to go on.</summary>
    sealed record Decision(int[] Options, int PreemptionsBefore, bool CouldGoOn, StackStep? At)
    {
        public int Chosen { get; set; }
    }

    enum WorkerStatus
    {
        Ready,
        Waiting,
        Ended,
    }

    public int Worker => Math.Max(_running, 0);

    public IReadOnlyDictionary<StackStep, long> Reached => Enum.GetValues<StackStep>().ToDictionary(step => step, step => _reached[(int)step]);

    /// <summary>Runs workers by the decisions so far, and by going on wherever that is possible after them. What went wrong, or null.</summary>
    public string? Run(IReadOnlyList<Action> workers)
    {
        _workers = workers.Count;
        (_next, _steps, _preemptions, _lookedAgain, _fault) = (0, 0, 0, false, null);
        while (_threads.Count < _workers) _threads.Add(new(this, _threads.Count));
        for (var i = 0; i < _workers; i++) _threads[i].Prepare(workers[i]);
        _running = Choose(current: -1, at: null);
        _threads[_running].Turn.Release();
        _ended.Wait();
        _running = -1;
        _alone = 0;
        return _fault;
    }

    /// <summary>Turns to the next schedule; false where there is none.</summary>
    public bool Next()
    {
        while (_decisions.Count > 0)
        {
            var last = _decisions[^1];
            // Leaving a worker that could go on is a preemption; going on in another's place after it ended or waits is not.
            if (last.Chosen + 1 < last.Options.Length && (!last.CouldGoOn || last.PreemptionsBefore < mostPreemptions))
            {
                last.Chosen++;
                return true;
            }
            _decisions.RemoveAt(_decisions.Count - 1);
        }
        return false;
    }

    public string Describe()
    {
        var switches = _decisions.Take(_next).Where(d => d.Chosen > 0 || !d.CouldGoOn).Select(d => $"worker {d.Options[d.Chosen]}{(d.At is { } at ? $" at {at}" : "")}");
        return "schedule: " + string.Join(", then ", switches);
    }

    public void Reach(StackStep step)
    {
        if (_running < 0)
        {
            // Before and after the workers one thread is alone; it too must come to an end.
            if (++_alone > MostSteps) throw new InvalidOperationException($"no end after {MostSteps} steps with nobody else at work");
            return;
        }
        _reached[(int)step]++;
        _lookedAgain = false;
        WakeAll(); // whatever they wait for may have happened
        Switch(step);
    }

    public void Wait()
    {
        if (_running < 0) throw new InvalidOperationException("waits with nobody else at work");
        _threads[_running].Status = WorkerStatus.Waiting;
        Switch(null);
    }

    void Switch(StackStep? at)
    {
        var me = _running;
        if (_fault is null && ++_steps > MostSteps) _fault = $"no end after {MostSteps} steps: threads keep each other from going on";
        var chosen = _fault is null ? Choose(me, at) : -1;
        if (_fault is not null) throw new AbandonedException();
        if (chosen == me) return;
        _running = chosen;
        _threads[chosen].Turn.Release();
        _threads[me].Turn.Wait();
        if (_fault is not null) throw new AbandonedException();
    }

    int Choose(int current, StackStep? at)
    {
        var goOn = current >= 0 && _threads[current].Status == WorkerStatus.Ready;
        var options = Options(current, goOn);
        // Whoever waits may only be backing off, or have missed a change that came between its look and its wait: all look once more before it is called a deadlock.
        if (options.Length == 0 && !_lookedAgain)
        {
            _lookedAgain = true;
            WakeAll();
            options = Options(current: -1, goOn: false);
        }
        if (options.Length == 0)
        {
            _fault = "deadlock: every thread that has not ended waits";
            return -1;
        }
        if (_next == _decisions.Count) _decisions.Add(new(options, _preemptions, goOn, at));
        var decision = _decisions[_next++];
        if (!decision.Options.AsSpan().SequenceEqual(options)) throw new InvalidOperationException("The setup does not do the same every time.");
        if (goOn && decision.Chosen > 0) _preemptions++;
        return options[decision.Chosen];
    }

    int[] Options(int current, bool goOn)
    {
        var others = Enumerable.Range(0, _workers).Where(i => i != current && _threads[i].Status == WorkerStatus.Ready);
        return goOn ? [current, .. others] : [.. others];
    }

    void WakeAll()
    {
        foreach (var thread in _threads)
            if (thread.Status == WorkerStatus.Waiting) thread.Status = WorkerStatus.Ready;
    }

    // A worker's thread comes here when its work is done, has failed, or was abandoned.
    void End(int worker, Exception? failure)
    {
        _threads[worker].Status = WorkerStatus.Ended;
        if (failure is not null and not AbandonedException) _fault ??= $"worker {worker} failed: {failure}";
        var left = Enumerable.Range(0, _workers).FirstOrDefault(i => _threads[i].Status != WorkerStatus.Ended, -1);
        if (left < 0)
        {
            _ended.Release();
            return;
        }
        WakeAll(); // what it did last may be what they wait for
        _lookedAgain = false;
        var next = _fault is null ? Choose(-1, null) : left;
        if (next < 0) next = left;
        _running = next;
        _threads[next].Turn.Release();
    }

    public void Dispose()
    {
        foreach (var thread in _threads) thread.Dispose();
        _ended.Dispose();
    }

    /// <summary>Ends a worker's work where its schedule has come to nothing.</summary>
    sealed class AbandonedException : Exception;

    /// <summary>A thread that does one worker's work in every schedule.</summary>
    sealed class WorkerThread : IDisposable
    {
        readonly InterleavingSchedule _schedule;
        readonly int _number;
        readonly Thread _thread;
        Action? _work;

        public WorkerThread(InterleavingSchedule schedule, int number)
        {
            (_schedule, _number) = (schedule, number);
            _thread = new(Loop) { IsBackground = true, Name = $"worker {number}" };
            _thread.Start();
        }

        public SemaphoreSlim Turn { get; } = new(0);
        public WorkerStatus Status { get; set; }

        public void Prepare(Action work) => (_work, Status) = (work, WorkerStatus.Ready);

        void Loop()
        {
            while (true)
            {
                Turn.Wait();
                if (_work is not { } work) return;
                Exception? failure = null;
                try
                {
                    if (_schedule._fault is null) work();
                }
#pragma warning disable CA1031 // whatever a worker throws is the fault of this schedule
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failure = e;
                }
                _schedule.End(_number, failure);
            }
        }

        public void Dispose()
        {
            _work = null;
            Turn.Release();
            _thread.Join();
            Turn.Dispose();
        }
    }
}
