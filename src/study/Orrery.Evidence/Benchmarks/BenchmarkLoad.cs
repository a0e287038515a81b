using Orrery.Simulation;
using Orrery.Workloads;
using Orrery.Workloads.Sessions;

namespace Orrery.Evidence;

/// <summary>Sends what a benchmark sent: users who each send the next request when the last is answered, requests at a rate, or when they were recorded.</summary>
static class BenchmarkLoad
{
    // Where a benchmark does not say how many it sent: so many at least, and so many a user.
    const int FewestRequests = 400, RequestsOfUser = 6;

    /// <summary>The requests, anew.</summary>
    public static IRequestSource Open(BenchmarkRun run)
    {
        var count = Count(run);
        if (run.Users is { } users) return new Users(run, users, count);
        return new Sent(run, run.IsRecorded ? [.. run.Each.Select(r => r.Sent!.Value)] : Arrivals(run, count));
    }

    /// <summary>Requests that are simulated: as many as the benchmark sent, since past saturation a queue grows as long as requests come.</summary>
    public static int Count(BenchmarkRun run)
        => !run.Each.IsEmpty ? run.Each.Length : run.Requests ?? Math.Max(FewestRequests, RequestsOfUser * (run.Users ?? 0));

    // Drawn, then stretched so that the rate is what it was.
    static double[] Arrivals(BenchmarkRun run, int count)
    {
        var source = new RandomStreams(1).Get("benchmark arrivals");
        var times = new double[count];
        for (var i = 1; i < count; i++) times[i] = times[i - 1] + source.NextGamma(run.Burstiness, 1 / (run.Burstiness * run.Rate!.Value));
        var stretch = count > 1 ? (count - 1) / run.Rate!.Value / times[^1] : 1;
        for (var i = 0; i < count; i++) times[i] *= stretch;
        return times;
    }

    // Means are seldom whole: lengths alternate between the two nearest, so that they have the mean.
    static Request Request(BenchmarkRun run, int i, SimTime at) => run.Each.IsEmpty
        ? new(i, at, Whole(run.InputTokens, i), Whole(run.OutputTokens, i))
        : new(i, at, Math.Max(1, run.Each[i].InputTokens), Math.Max(1, run.Each[i].OutputTokens));

    static int Whole(double mean, int i) => Math.Max(1, (int)(Math.Floor(mean * (i + 1)) - Math.Floor(mean * i)));

    sealed class Sent(BenchmarkRun run, double[] times) : IRequestSource
    {
        int _next;

        public bool TryNext(out Request request)
        {
            request = default;
            if (_next == times.Length) return false;
            request = Request(run, _next, SimTime.FromSeconds(times[_next]));
            _next++;
            return true;
        }
    }

    sealed class Users(BenchmarkRun run, int users, int count) : IInteractiveSource
    {
        readonly Queue<SimTime> _ready = new(Enumerable.Repeat(SimTime.Zero, Math.Min(users, count)));
        int _sent, _due = Math.Min(users, count);

        public SimTime Due => _ready.Count > 0 ? _ready.Peek() : SimTime.Never;

        public SessionSummary? Sessions => null;

        public bool TryNext(out Request request)
        {
            request = default;
            if (!_ready.TryDequeue(out var at)) return false;
            request = Request(run, _sent++, at);
            return true;
        }

        public void Answered(in Request request, SimTime now)
        {
            if (_due == count) return;
            _due++;
            _ready.Enqueue(now);
        }

        public void Failed(in Request request, SimTime now) => Answered(request, now);
    }
}
