using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Orrery.Serving;
using Orrery.Simulation;
using Orrery.Units;

namespace Orrery.Reporting.Schedules;

/// <summary>
/// Schedules as trace events, the JSON that Perfetto and <c>chrome://tracing</c> show: a process for each system, a thread for each replica, slices for runs of steps,
/// counters of running and waiting requests and of the share of the cache in use, and a track of spans for each request.
/// </summary>
public static class TraceEvents
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes schedules, one line an event. Times are microseconds of virtual time.</summary>
    /// <param name="schedules">One for each system, in order.</param>
    /// <param name="stream">Where to.</param>
    public static void Write(IEnumerable<SystemSchedule> schedules, Stream stream)
    {
        stream.Write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":["u8);
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line, Options);
        var events = new EventWriter(stream, line, json);
        foreach (var (schedule, process) in schedules.Select(static (schedule, i) => (schedule, i + 1))) events.Write(schedule, process);
        stream.Write("\n]}\n"u8);
    }

    sealed class EventWriter(Stream stream, ArrayBufferWriter<byte> line, Utf8JsonWriter json)
    {
        bool _any;

        public void Write(SystemSchedule schedule, int process)
        {
            Name("process_name", schedule.StepsLeftOut == 0 ? schedule.System
                : string.Create(CultureInfo.InvariantCulture, $"{schedule.System} (the last {schedule.StepsLeftOut:#,0} steps are left out)"), process, 0);
            var replicas = schedule.Slices.GroupBy(static slice => slice.First.Replica).OrderBy(static group => group.Key);
            foreach (var replica in replicas)
            {
                Name("thread_name", $"replica {replica.Key}", process, replica.Key);
                var end = SimTime.Zero;
                foreach (var slice in replica)
                {
                    if (slice.First.Start > end && end > SimTime.Zero) Counters(process, replica.Key, end, 0, 0, 0);
                    Write(slice, process);
                    end = slice.First.End;
                }
                if (schedule.StepsLeftOut == 0) Counters(process, replica.Key, end, 0, 0, 0);
            }
            foreach (var request in schedule.Requests) Write(request, process);
        }

        void Write(RequestOutcome request, int process)
        {
            if (request.Status != RequestStatus.Completed)
            {
                Span(JsonNamingPolicy.KebabCaseLower.ConvertName(request.Status.ToString()), request, process, request.Arrival, request.Finish);
                return;
            }
            Span("queue", request, process, request.Arrival, request.FirstScheduled);
            Span("prefill", request, process, request.FirstScheduled, request.FirstToken);
            if (request.OutputTokens > 1) Span("decode", request, process, request.FirstToken, request.Finish);
        }

        void Span(string name, RequestOutcome request, int process, Seconds from, Seconds to)
        {
            Async("b", name, request, process, from);
            json.WriteStartObject("args");
            json.WriteNumber("request", request.Id);
            json.WriteNumber("input_tokens", request.InputTokens);
            json.WriteNumber("output_tokens", request.OutputTokens);
            json.WriteNumber("cached_tokens", request.CachedTokens);
            json.WriteNumber("preemptions", request.Preemptions);
            json.WriteNumber("replica", request.Replica);
            json.WriteEndObject();
            End();
            Async("e", name, request, process, to);
            End();
        }

        void Async(string kind, string name, RequestOutcome request, int process, Seconds time)
        {
            Begin(kind, name, process, 0);
            json.WriteString("cat", "request");
            json.WriteStartObject("id2"); // of this process alone
            json.WriteString("local", request.Id.ToString("x", CultureInfo.InvariantCulture));
            json.WriteEndObject();
            Time("ts", SimTime.From(time));
        }

        void Write(in Slice slice, int process)
        {
            var step = slice.First;
            Counters(process, step.Replica, step.Start, step.Running, step.Waiting, step.KvShare);
            Begin("X", step.Prompts == 0 ? $"decode {step.Decodes}" : step.Decodes == 0 ? $"prefill {step.PromptTokens}" : $"prefill {step.PromptTokens} + decode {step.Decodes}", process, step.Replica);
            Time("ts", step.Start);
            Time("dur", step.End - step.Start);
            json.WriteStartObject("args");
            json.WriteNumber("steps", slice.Steps);
            json.WriteNumber("batch", step.Decodes + step.Prompts);
            json.WriteNumber("decodes", step.Decodes);
            json.WriteNumber("prompts", step.Prompts);
            json.WriteNumber("prompt_tokens", step.PromptTokens);
            json.WriteNumber("output_tokens", slice.OutputTokens);
            json.WriteEndObject();
            End();
        }

        void Counters(int process, int replica, SimTime time, int running, int waiting, double kvShare)
        {
            Begin("C", $"requests of replica {replica}", process, replica);
            Time("ts", time);
            json.WriteStartObject("args");
            json.WriteNumber("running", running);
            json.WriteNumber("waiting", waiting);
            json.WriteEndObject();
            End();
            Begin("C", $"KV cache of replica {replica}", process, replica);
            Time("ts", time);
            json.WriteStartObject("args");
            json.WriteNumber("percent", Math.Round(100 * kvShare, 3));
            json.WriteEndObject();
            End();
        }

        void Name(string what, string name, int process, int thread)
        {
            Begin("M", what, process, thread);
            json.WriteStartObject("args");
            json.WriteString("name", name);
            json.WriteEndObject();
            End();
        }

        void Begin(string kind, string name, int process, int thread)
        {
            stream.Write(_any ? ",\n"u8 : "\n"u8);
            _any = true;
            json.WriteStartObject();
            json.WriteString("ph", kind);
            json.WriteString("name", name);
            json.WriteNumber("pid", process);
            json.WriteNumber("tid", thread);
        }

        // Decimals are exact to the picosecond, so that one slice begins where the last one ended.
        void Time(string name, SimTime time) => json.WriteNumber(name, time.Picoseconds / 1_000_000m);

        void End()
        {
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            stream.Write(line.WrittenSpan);
            line.ResetWrittenCount();
        }
    }
}
