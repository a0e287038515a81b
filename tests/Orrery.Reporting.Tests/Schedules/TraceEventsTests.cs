using System.Text.Json;
using Orrery.Performance;
using Orrery.Reporting.Schedules;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Reporting.Tests.Schedules;

public sealed class TraceEventsTests
{
    sealed class Timer : IStepTimer
    {
        public System.Collections.Immutable.ImmutableArray<Reach> Reaches { get; } = [Reach.Full];

        public bool IsConvex => true;

        public void Evaluate(in StepShape shape, out StepCost cost)
        {
            cost = default;
            cost.Seconds = 4.1e-3 + 6.3e-6 * shape.Tokens + 5e-9 * shape.DecodeAttended[0];
        }
    }

    sealed class Traffic : IRequestSource
    {
        readonly RandomSource _source = new(3);
        double _seconds;
        long _taken;

        public bool TryNext(out Request request)
        {
            _seconds += -Math.Log(1 - _source.NextDouble()) / 90;
            request = new(_taken++, SimTime.FromSeconds(_seconds), 1 + _source.NextInt(700), 1 + _source.NextInt(150));
            return _taken <= 600;
        }
    }

    static (SystemSchedule Schedule, ServingResult Result) Run(string scheduler, int mostEvents)
    {
        var schedule = new SystemSchedule("a system", mostEvents);
        var result = ServingSimulation.Run(new Traffic(), new ServingSetup
        {
            Timer = new Timer(),
            Kv = new KvLayout([1.0], 0, new Bytes(16 * 250)),
            Replicas = 3,
            Spec = new ServingSpec { Scheduler = scheduler, MaxBatchedTokens = 400 },
            Observer = schedule.Add,
        });
        return (schedule, result);
    }

    [Fact]
    public void Spans_of_a_request_follow_each_other_from_its_arrival_to_its_end_within_the_bound()
    {
        var outcomes = new List<RequestOutcome>();
        (SystemSchedule, List<JsonElement>) Spans(int mostEvents)
        {
            var schedule = new SystemSchedule("a system", mostEvents);
            ServingSimulation.Run(new Traffic(), new ServingSetup { Timer = new Timer(), Kv = new KvLayout([1.0], 0, new Bytes(16 * 250)), Sink = outcome => { outcomes.Add(outcome); schedule.Add(outcome); } });
            return (schedule, Events(schedule).FindAll(static e => e.GetProperty("ph").GetString() is "b" or "e"));
        }
        var (whole, events) = Spans(int.MaxValue);
        Assert.Equal(0, whole.RequestsLeftOut);
        var tracks = events.GroupBy(static e => e.GetProperty("id2").GetProperty("local").GetString()!).ToDictionary(static track => track.Key, static track => track.ToList());
        Assert.Equal(outcomes.Select(static o => o.Id.ToString("x")).Order(), tracks.Keys.Order());
        foreach (var outcome in outcomes)
        {
            var track = tracks[outcome.Id.ToString("x")];
            string[] names = outcome.OutputTokens > 1 ? ["queue", "prefill", "decode"] : ["queue", "prefill"];
            Assert.Equal(names.SelectMany(static name => new[] { ("b", name), ("e", name) }), track.Select(static e => (e.GetProperty("ph").GetString()!, e.GetProperty("name").GetString()!)));
            Assert.Equal(outcome.Arrival.Value * 1e6, (double)Number(track[0], "ts"), 1e-3);
            Assert.Equal(outcome.Finish.Value * 1e6, (double)Number(track[^1], "ts"), 1e-3);
            for (var i = 1; i < track.Count; i++) Assert.True(Number(track[i], "ts") >= Number(track[i - 1], "ts"));
            for (var i = 2; i < track.Count; i += 2) Assert.Equal(Number(track[i - 1], "ts"), Number(track[i], "ts"));
        }
        var (some, few) = Spans(600);
        Assert.Equal(500, some.RequestsLeftOut);
        Assert.InRange(few.Count, 300, 600);
    }

    static List<JsonElement> Events(params SystemSchedule[] schedules)
    {
        using var stream = new MemoryStream();
        TraceEvents.Write(schedules, stream);
        return [.. JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("traceEvents").EnumerateArray()];
    }

    static List<JsonElement> Of(List<JsonElement> events, string kind) => events.FindAll(e => e.GetProperty("ph").GetString() == kind);

    static decimal Number(JsonElement e, string name) => e.GetProperty(name).GetDecimal();

    [Theory]
    [InlineData("chunked-prefill")]
    [InlineData("prefill-first")]
    public void Slices_hold_every_step_and_token_and_never_overlap_on_a_thread(string scheduler)
    {
        var (schedule, result) = Run(scheduler, int.MaxValue);
        Assert.True(result.Preemptions > 20);
        Assert.Equal(0, schedule.StepsLeftOut);
        var slices = Of(Events(schedule, schedule), "X");
        foreach (var process in slices.GroupBy(static e => Number(e, "pid")))
        {
            Assert.Equal(3, process.Select(static e => Number(e, "tid")).Distinct().Count());
            Assert.Equal(result.Steps, process.Sum(static e => Number(e.GetProperty("args"), "steps")));
            Assert.Equal(result.OutputTokens, process.Sum(static e => Number(e.GetProperty("args"), "output_tokens")));
            Assert.Equal(result.BusyTime.Value, (double)process.Sum(static e => Number(e, "dur")) * 1e-6, 1e-9);
            Assert.InRange(process.Count(), 600, result.Steps / 2);
        }
        foreach (var thread in slices.GroupBy(static e => (Number(e, "pid"), Number(e, "tid"))))
        {
            var ends = 0m;
            foreach (var slice in thread)
            {
                Assert.True(Number(slice, "ts") >= ends && Number(slice, "dur") > 0, slice.ToString());
                ends = Number(slice, "ts") + Number(slice, "dur");
            }
        }
    }

    [Fact]
    public void Counters_show_the_peak_of_the_cache_and_end_at_zero()
    {
        var (schedule, result) = Run("chunked-prefill", int.MaxValue);
        var counters = Of(Events(schedule), "C");
        var kv = counters.FindAll(static e => e.GetProperty("args").TryGetProperty("percent", out _));
        Assert.Equal(100 * result.PeakKvUtilisation, (double)kv.Max(static e => Number(e.GetProperty("args"), "percent")), 1.0);
        Assert.All(counters.GroupBy(static e => e.GetProperty("name").GetString()), static counter =>
            Assert.All(counter.MaxBy(static e => Number(e, "ts")).GetProperty("args").EnumerateObject(), static value => Assert.Equal(0, value.Value.GetDouble())));
        Assert.Equal(6, counters.Select(static e => e.GetProperty("name").GetString()).Distinct().Count());
    }

    [Fact]
    public void What_is_left_out_is_the_end_and_is_said()
    {
        var (all, result) = Run("chunked-prefill", int.MaxValue);
        var (some, _) = Run("chunked-prefill", 1000);
        var (whole, cut) = (Events(all), Events(some));
        Assert.InRange(cut.Count, 500, 1000);
        var slices = Of(cut, "X");
        Assert.Equal(result.Steps, some.StepsLeftOut + slices.Sum(static e => (long)Number(e.GetProperty("args"), "steps")));
        var known = Of(whole, "X").Select(static e => e.ToString()).ToHashSet();
        Assert.InRange(slices.Count(e => !known.Contains(e.ToString())), 0, 3); // the last slice of a replica may be cut
        Assert.Contains(some.StepsLeftOut.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture), Of(cut, "M")[0].GetProperty("args").GetProperty("name").GetString(), StringComparison.Ordinal);
    }
}
