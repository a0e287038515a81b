using System.Text;
using System.Text.Json;

namespace Orrery.Workloads.Traces;

/// <summary>Reads traces of one JSON object a line.</summary>
sealed class JsonTrace : TraceParser
{
    const int MooncakeBlock = 512; // Mooncake, FAST '25, §2: hash_ids of blocks of 512 tokens
    const int ServingBlock = 16; // vLLM's default

    readonly List<(byte[] Name, TraceField Field, long Unit)> _names = [];
    readonly List<long> _blocks = [];
    readonly TraceProblemList _problems;
    readonly TenantNames _tenants;
    readonly TenantNames _adapters = new([]);
    readonly bool _withoutArrivals;
    TraceFormat _format = TraceFormat.JsonLines;

    JsonTrace(bool withoutArrivals, TraceProblemList problems, TenantNames tenants)
    {
        _withoutArrivals = withoutArrivals;
        _problems = problems;
        _tenants = tenants;
    }

    /// <inheritdoc/>
    public override TraceFormat Format => _format;

    /// <inheritdoc/>
    public override bool HasArrivals => !_withoutArrivals && Knows(TraceField.Arrival);

    /// <summary>The parser for a first object; null where it names no input and output, or is no object (which is a problem already recorded).</summary>
    /// <param name="line">The first line.</param>
    /// <param name="terminated">Whether it ended in a line break.</param>
    /// <param name="withoutArrivals">Whether recorded arrivals are not wanted.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <param name="tenants">Receives the names of tenants.</param>
    public static JsonTrace? For(ReadOnlySpan<byte> line, bool terminated, bool withoutArrivals, TraceProblemList problems, TenantNames tenants)
    {
        var trace = new JsonTrace(withoutArrivals, problems, tenants);
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                trace.FieldOf(ref reader);
                reader.Skip();
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // the latter for broken UTF-8 in a name
        {
            trace.ReportJson(error, line, 1, terminated);
            return null;
        }
        if (trace.Knows(TraceField.SubRequests)) trace._format = TraceFormat.LlmServingSim;
        else if (!trace.Knows(TraceField.Input) || !trace.Knows(TraceField.Output)) return null;
        else if (trace.Knows("hash_ids"u8) || (trace.Knows("timestamp"u8) && trace.Knows("input_length"u8))) trace._format = TraceFormat.Mooncake;
        else if (trace.Knows("input_toks"u8)) trace._format = TraceFormat.LlmServingSim;
        return trace;
    }

    /// <inheritdoc/>
    public override void Parse(ReadOnlySpan<byte> line, long number, bool terminated, TraceRow row)
    {
        if (line[0] != '{')
        {
            _problems.AddFatal(number, 1, TraceProblemId.Mixed, "a line that is no JSON object in a file of JSON lines", "keep one trace in one file");
            return;
        }
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (!ReadObject(ref reader, number, row, session: number - 1, offset: 0, nested: false, out _)) row.Requests.Clear();
            else reader.Read(); // throws where something follows the object
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // the latter for broken UTF-8 in a name
        {
            row.Requests.Clear();
            ReportJson(error, line, number, terminated);
        }
    }

    // Reads the object whose start is the current token, up to its end.
    bool ReadObject(ref Utf8JsonReader reader, long number, TraceRow row, long session, long offset, bool nested, out long toolDuration)
    {
        var start = (int)reader.TokenStartIndex + 1;
        int input = 0, output = -1, blockTokens = 0, priority = 0, tenant = -1, adapter = -1;
        var hasArrival = nested || !HasArrivals;
        var hasSubRequests = false;
        var prefix = Array.Empty<long>();
        var ownSession = nested ? session : -1;
        toolDuration = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (field, unit) = FieldOf(ref reader);
            reader.Read();
            var column = (int)reader.TokenStartIndex + 1;
            var sound = true;
            switch (field)
            {
                case TraceField.Arrival when !nested && !_withoutArrivals:
                    sound = hasArrival = ReadTime(ref reader, unit, number, column, out var arrival);
                    row.Arrival = arrival;
                    row.ArrivalColumn = column;
                    break;
                case TraceField.Input:
                    sound = TokenCounts.TryParse(Text(ref reader), 1, "input", number, column, _problems, out input);
                    break;
                case TraceField.Output:
                    sound = TokenCounts.TryParse(Text(ref reader), 0, "output", number, column, _problems, out output);
                    break;
                case TraceField.ToolDuration:
                    sound = ReadDuration(ref reader, unit, number, column, out toolDuration);
                    break;
                case TraceField.Session when reader.TokenType is JsonTokenType.Number or JsonTokenType.String:
                    ownSession = TokenCounts.Session(reader.ValueSpan);
                    break;
                case TraceField.Priority when reader.TokenType is JsonTokenType.Number or JsonTokenType.String:
                    sound = TokenCounts.TryParsePriority(reader.ValueSpan, number, column, _problems, out priority);
                    break;
                case TraceField.Tenant when reader.TokenType is JsonTokenType.Number or JsonTokenType.String:
                    tenant = _tenants.PlaceOf(reader.ValueSpan);
                    break;
                case TraceField.Adapter when reader.TokenType is JsonTokenType.Number or JsonTokenType.String:
                    adapter = _adapters.PlaceOf(reader.ValueSpan);
                    break;
                case TraceField.BlockSize:
                    sound = TokenCounts.TryParse(Text(ref reader), 1, "block", number, column, _problems, out blockTokens);
                    break;
                case TraceField.Blocks:
                    sound = ReadIntegers(ref reader, number);
                    prefix = [.. _blocks];
                    if (blockTokens == 0) blockTokens = _format == TraceFormat.Mooncake ? MooncakeBlock : ServingBlock;
                    break;
                case TraceField.Tokens when prefix.Length == 0:
                    sound = ReadIntegers(ref reader, number);
                    prefix = ChainBlocks();
                    blockTokens = ServingBlock;
                    break;
                case TraceField.SubRequests when !nested && reader.TokenType == JsonTokenType.StartArray:
                    hasSubRequests = true;
                    sound = ReadSession(ref reader, number, row, ownSession >= 0 ? ownSession : session);
                    break;
                default:
                    reader.Skip();
                    break;
            }
            if (!sound) return false;
        }
        if (!hasArrival) return ReportMissing("arrival time", number, start);
        if (hasSubRequests) return true;
        if (input == 0) return ReportMissing("input tokens", number, start);
        if (output < 0) return ReportMissing("output tokens", number, start);
        if (output == 0) row.Skipped++;
        else row.Requests.Add(new(offset, input, output, prefix, prefix.Length > 0 ? blockTokens : 0, ownSession, priority, tenant, adapter));
        return true;
    }

    // An agent's turns, one after another: a turn starts when the tools of the turns before it have run. How long the model
    // takes to answer is what a simulation is to find out, so it is not in the trace and the turns are that much early.
    bool ReadSession(ref Utf8JsonReader reader, long number, TraceRow row, long session)
    {
        var offset = 0L;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                _problems.Add(number, (int)reader.TokenStartIndex + 1, TraceProblemId.Json, "a sub-request is an object");
                return false;
            }
            if (!ReadObject(ref reader, number, row, session, offset, nested: true, out var duration)) return false;
            offset = duration > long.MaxValue - offset ? long.MaxValue : offset + duration;
        }
        return true;
    }

    bool ReadTime(ref Utf8JsonReader reader, long unit, long number, int column, out Int128 picoseconds)
    {
        if (TraceTime.TryParse(Text(ref reader), unit, out picoseconds)) return true;
        _problems.Add(number, column, TraceProblemId.NotANumber, $"'{TokenCounts.Excerpt(Text(ref reader))}' is neither a finite number nor a date and time");
        return false;
    }

    // Durations too long to simulate become the longest; the turns after them are then out of reach.
    bool ReadDuration(ref Utf8JsonReader reader, long unit, long number, int column, out long picoseconds)
    {
        var sound = ReadTime(ref reader, unit, number, column, out var duration);
        picoseconds = (long)Int128.Clamp(duration, 0, long.MaxValue);
        if (duration >= 0) return sound;
        _problems.Add(number, column, TraceProblemId.Time, "a duration is not negative");
        return false;
    }

    bool ReadIntegers(ref Utf8JsonReader reader, long number)
    {
        _blocks.Clear();
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        while (isArray && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value)) _blocks.Add(value);
        if (isArray && reader.TokenType == JsonTokenType.EndArray) return true;
        _problems.Add(number, (int)reader.TokenStartIndex + 1, TraceProblemId.NotANumber, "identities are an array of whole numbers");
        return false;
    }

    // Full blocks of the prompt's tokens, each hashed with all before it, so that equal identities mean equal prefixes.
    long[] ChainBlocks()
    {
        var blocks = new long[_blocks.Count / ServingBlock];
        var hash = 14695981039346656037UL;
        for (var i = 0; i < blocks.Length * ServingBlock; i++)
        {
            hash = unchecked((hash ^ (ulong)_blocks[i]) * 1099511628211UL); // FNV-1a, by token, with its high bits folded back
            hash ^= hash >> 29;
            blocks[i / ServingBlock] = (long)hash;
        }
        return blocks;
    }

    (TraceField Field, long Unit) FieldOf(ref Utf8JsonReader reader)
    {
        foreach (var (name, known, unit) in _names)
            if (reader.ValueTextEquals(name)) return Adjust(known, unit);
        var text = reader.GetString() ?? "";
        var found = TraceFields.Find(text);
        if (_names.Count < 64) _names.Add((Encoding.UTF8.GetBytes(text), found.Field, found.Unit)); // bounded, should every line name others
        return Adjust(found.Field, found.Unit);
    }

    (TraceField, long) Adjust(TraceField field, long unit) =>
        (field, field == TraceField.Arrival && unit == TraceTime.Second && _format == TraceFormat.Mooncake ? TraceTime.Second / 1000 : unit);

    bool Knows(TraceField field) => _names.Exists(entry => entry.Field == field);

    bool Knows(ReadOnlySpan<byte> name)
    {
        foreach (var entry in _names)
            if (name.SequenceEqual(entry.Name)) return true;
        return false;
    }

    bool ReportMissing(string what, long number, int column)
    {
        _problems.Add(number, column, TraceProblemId.MissingField, $"the object names no {what}");
        return false;
    }

    void ReportJson(Exception error, ReadOnlySpan<byte> line, long number, bool terminated)
    {
        var column = (int)Math.Min((error as JsonException)?.BytePositionInLine ?? 0, line.Length) + 1;
        if (terminated) _problems.Add(number, column, TraceProblemId.Json, "this is no JSON object");
        else _problems.Add(number, column, TraceProblemId.Truncated, "the file ends within an object", "fetch it again");
    }

    static ReadOnlySpan<byte> Text(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number or JsonTokenType.String ? reader.ValueSpan : "not a number"u8;
}
