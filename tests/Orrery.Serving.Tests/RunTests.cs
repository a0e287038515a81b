using Orrery.Performance;
using Orrery.Serving.Tests.Reference;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Serving.Tests;

public sealed class RunTests
{
    static readonly ServingSetup Setup = new() { Timer = new AffineTimer(4e-3, 6e-6, 5e-9), Kv = new KvLayout([1.0], 0, new Bytes(1e9)) };

    static IEnumerable<Request> Requests(long count) => Traffic.Poisson(1, 10, count, static _ => (512, 256));

    [Fact]
    public void Memory_does_not_grow_with_the_traffic_nor_with_its_steps()
    {
        long Allocated(long requests)
        {
            var traffic = new Traffic(Requests(requests));
            var before = GC.GetAllocatedBytesForCurrentThread();
            ServingSimulation.Run(traffic, Setup);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Allocated(100);
        var (few, many) = (Allocated(500), Allocated(5000));
        Assert.True(many - few < 64_000, $"{few:N0} bytes for 500 requests, {many:N0} for 5,000");
    }

    [Fact]
    public void A_cancelled_run_stops_and_says_so()
    {
        using var cancellation = new CancellationTokenSource();
        var seen = new List<ServingProgress>();
        Assert.ThrowsAny<OperationCanceledException>(() => ServingSimulation.Run(new Traffic(Requests(long.MaxValue)), Setup, progress =>
        {
            seen.Add(progress);
            if (seen.Count == 3) cancellation.Cancel();
        }, cancellation.Token));
        Assert.Equal(3, seen.Count);
        Assert.Equal(seen.OrderBy(static p => p.Steps), seen);
        Assert.True(seen[0].Completed > 0 && seen[2].Now.Value > seen[0].Now.Value);
    }

    [Fact]
    public void No_traffic_gives_an_empty_result()
    {
        var result = ServingSimulation.Run(new Traffic([]), Setup);
        Assert.Equal((0, 0, 0), (result.Arrived, result.Completed, result.Steps));
        Assert.Equal(0, result.MeanRunning);
        Assert.Empty(result.Timeline);
        Assert.Empty(result.TtftCdf);
    }

    [Fact]
    public void What_cannot_be_served_is_refused_with_a_reason()
    {
        ServingSpec With(string scheduler = "chunked-prefill", string router = "random") => new() { Scheduler = scheduler, Router = router };
        void Refused(ServingSetup setup, IEnumerable<Request> requests, string because) =>
            Assert.Contains(because, Assert.ThrowsAny<Exception>(() => ServingSimulation.Run(new Traffic(requests), setup)).Message, StringComparison.Ordinal);

        Refused(Setup with { Spec = With(scheduler: "fastest") }, [], "'fastest'; there are chunked-prefill,");
        Refused(Setup with { Spec = With(router: "best") }, [], "'best'; there are least-loaded,");
        Refused(Setup with { Replicas = 0 }, [], "at least 1");
        Refused(Setup with { Kv = new KvLayout([1, 1], 0, new Bytes(1)) }, [], "2 reaches");
        Refused(Setup, [new Request(7, default, 0, 1)], "Request 7 has 0 prompt");
        Refused(Setup, [new Request(0, new(5), 1, 1), new Request(1, new(4), 1, 1)], "Request 1 arrives");
    }

    [Fact]
    public void Distributions_rise_to_one_and_agree_with_the_percentiles()
    {
        var result = ServingSimulation.Run(new Traffic(Requests(2000)), Setup);
        foreach (var (cdf, summary) in new[] { (result.TtftCdf, result.Ttft), (result.TpotCdf, result.Tpot), (result.E2eCdf, result.E2e) })
        {
            Assert.Equal(101, cdf.Length);
            Assert.Equal(cdf.OrderBy(static p => p.Value).ThenBy(static p => p.Probability), cdf);
            Assert.Equal(summary.Max.Value, cdf[^1].Value);
            Assert.Equal(summary.P90.Value, cdf[90].Value, summary.P90.Value * 0.005);
        }
    }
}
