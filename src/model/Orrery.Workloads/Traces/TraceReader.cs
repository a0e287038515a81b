using Orrery.Simulation;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Traces;

/// <summary>Requests of a trace, read as they are asked for; the format is told from the content.</summary>
/// <remarks>
/// Arrivals count from the first. Memory is bounded by the longest line, and for agent sessions by those that overlap.
/// Bad input never throws: it is listed in <see cref="Problems"/>, the line is left out, and after a hundred problems, or one that
/// leaves no sense in the rest, reading stops. Whoever reads a trace looks at <see cref="Problems"/> after the last request.
/// docs/traces.md describes the formats and the problems.
/// </remarks>
public sealed class TraceReader : IRequestSource
{
    readonly Utf8Lines _lines;
    readonly TraceProblemList _problems = new();
    readonly TraceParser? _parser;
    readonly ArrivalProcess? _arrivals;
    readonly TenantNames _tenants;
    readonly TraceRow _row = new();
    readonly EventQueue<TraceRequest> _pending = new(4); // more than one only while agent sessions overlap
    Int128? _origin;
    SimTime _horizon;
    long _taken;
    bool _ended;

    /// <summary>Opens a trace and reads its first line.</summary>
    /// <param name="stream">The file's bytes, which stay the caller's to close; need not seek.</param>
    /// <param name="arrivals">Replaces the arrivals of the file; needed where it records none. Null takes what it records.</param>
    /// <param name="tenants">Receives the names of tenants; those known before keep their places.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public TraceReader(Stream stream, ArrivalProcess? arrivals = null, TenantNames? tenants = null)
    {
        _lines = new(stream);
        _arrivals = arrivals;
        _tenants = tenants ?? new([]);
        _parser = Detect();
        _ended = _parser is null;
    }

    /// <summary>The format found.</summary>
    public TraceFormat Format => _parser?.Format ?? TraceFormat.Unknown;

    /// <summary>What is wrong with the file, as far as it was read.</summary>
    public IReadOnlyList<TraceProblem> Problems => _problems.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tenants => _tenants.All;

    /// <summary>Requests left out because they have no output: failed or cancelled ones, which some traces record with 0 output tokens.</summary>
    public long Skipped => _row.Skipped;

    /// <inheritdoc/>
    public bool TryNext(out Request request)
    {
        while (true)
        {
            if (_pending.TryPeek(out var due) && (_ended || due <= _horizon))
            {
                _pending.TryNext(out due, out var next);
                request = new(_taken++, due, next.Input, next.Output, next.Prefix, next.PrefixBlockTokens, next.Session, next.Priority, next.Tenant, next.Adapter) { Took = new(next.Took) };
                return true;
            }
            if (_ended)
            {
                request = default;
                return false;
            }
            Advance();
        }
    }

    // The parser for the first line; null where nothing can be read. A first object is the first row as well.
    TraceParser? Detect()
    {
        if (!TryReadLine(out var line))
        {
            if (!_lines.TooLong) _problems.AddFatal(Math.Max(1, _lines.Number), 1, TraceProblemId.Empty, "the file is empty");
            return null;
        }
        var isJson = line[0] == '{';
        TraceParser? parser = isJson
            ? JsonTrace.For(line, _lines.Terminated, _arrivals is not null, _problems, _tenants)
            : CsvTrace.For(line, _arrivals is not null, _problems, _tenants);
        if (parser is null && ServeGen.IsWindow(line))
            _problems.AddFatal(1, 1, TraceProblemId.Companion, "ServeGen's windows hold no lengths", "give the chunk's dataset.json beside its trace.csv");
        else if (parser is null && _problems.All.Count == 0)
            _problems.AddFatal(_lines.Number, 1, TraceProblemId.UnknownFormat, $"no known format begins with '{TokenCounts.Excerpt(line)}'",
                "a CSV header or the keys of JSON lines name arrivals, input tokens and output tokens, e.g. arrival_s,input_tokens,output_tokens");
        else if (parser is { HasArrivals: false } && _arrivals is null)
            _problems.AddFatal(_lines.Number, 1, TraceProblemId.NoArrivals, "the file records lengths but no arrivals", "give an arrival process, e.g. arrivals: { family: poisson, rate: 2/s }");
        if (_problems.Fatal) return null;
        if (isJson && parser is not null) ReadRow(parser, line);
        return parser;
    }

    void Advance()
    {
        if (TryReadLine(out var line)) ReadRow(_parser!, line);
        else _ended = true;
    }

    // The next line that is not blank.
    bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        while (!_problems.Fatal && _lines.TryRead(out line))
            if (line.ContainsAnyExcept(" \t"u8)) return true;
        if (_lines.TooLong)
            _problems.AddFatal(_lines.Number, 1, TraceProblemId.LineTooLong, $"a line of more than {Utf8Lines.MaxLineBytes >> 20} MiB", "one request is one line");
        return false;
    }

    void ReadRow(TraceParser parser, ReadOnlySpan<byte> line)
    {
        _row.Requests.Clear();
        parser.Parse(line, _lines.Number, _lines.Terminated, _row);
        if (_row.Requests.Count > 0 && TryPlace(out var arrival)) Queue(arrival);
    }

    // When the row's requests arrive, from the start of the traffic; false where that is impossible.
    bool TryPlace(out SimTime arrival)
    {
        if (_arrivals is not null) return _arrivals.TryNext(out arrival) || StopAtHorizon();
        _origin ??= _row.Arrival;
        var since = _row.Arrival - _origin.Value;
        arrival = SimTime.Zero;
        if (since > long.MaxValue || since < -(Int128)long.MaxValue)
        {
            _problems.Add(_lines.Number, _row.ArrivalColumn, TraceProblemId.Time, "more than 106 days from the first arrival, the longest traffic that can be simulated", "check the unit of the times");
            return false;
        }
        arrival = new((long)since);
        if (arrival >= _horizon) return true;
        _problems.Add(_lines.Number, _row.ArrivalColumn, TraceProblemId.Backwards,
            $"arrives {_horizon - arrival} before the row above", "sort the trace by arrival");
        return false;
    }

    bool StopAtHorizon()
    {
        _problems.AddFatal(_lines.Number, 1, TraceProblemId.Time, "the arrival process passes 106 days, the longest traffic that can be simulated", "raise its rate or take fewer requests");
        return false;
    }

    void Queue(SimTime arrival)
    {
        _horizon = arrival;
        foreach (var request in _row.Requests)
        {
            if (request.Offset >= long.MaxValue - arrival.Picoseconds)
                _problems.Add(_lines.Number, 1, TraceProblemId.Time, "a turn of the session lies more than 106 days from the first arrival", "check the unit of the tools' durations");
            else
                _pending.Schedule(new(arrival.Picoseconds + request.Offset), request);
        }
    }
}
