namespace Orrery.Workloads.Traces;

/// <summary>What one line of a trace holds: an instant, and the requests that follow from it (one, except for agent sessions).</summary>
sealed class TraceRow
{
    /// <summary>The instant, in picoseconds on the trace's own clock.</summary>
    public Int128 Arrival { get; set; }

    /// <summary>Column of the instant, for messages.</summary>
    public int ArrivalColumn { get; set; } = 1;

    /// <summary>The requests; none where the line was skipped or wrong.</summary>
    public List<TraceRequest> Requests { get; } = [];

    /// <summary>Requests without output, which failed or were cancelled.</summary>
    public long Skipped { get; set; }
}

/// <summary>One request of a line.</summary>
/// <param name="Offset">Picoseconds after the line's instant.</param>
/// <param name="Input">Prompt tokens.</param>
/// <param name="Output">Generated tokens.</param>
/// <param name="Prefix">Identities of leading blocks.</param>
/// <param name="PrefixBlockTokens">Tokens of a block.</param>
/// <param name="Session">The conversation; -1 where unknown.</param>
/// <param name="Priority">The class; the lowest number goes first.</param>
/// <param name="Tenant">Its place among the tenants; -1 where unknown.</param>
/// <param name="Took">Picoseconds that its answer took; 0 where unknown.</param>
/// <param name="Adapter">The place of its adapter in order of appearance; -1 where it names none.</param>
readonly record struct TraceRequest(
    long Offset, int Input, int Output, ReadOnlyMemory<long> Prefix = default, int PrefixBlockTokens = 0, long Session = -1, int Priority = 0,
    int Tenant = -1, long Took = 0, int Adapter = -1);

/// <summary>Reads the lines of one format.</summary>
abstract class TraceParser
{
    /// <summary>The format.</summary>
    public abstract TraceFormat Format { get; }

    /// <summary>Whether lines carry arrivals.</summary>
    public abstract bool HasArrivals { get; }

    /// <summary>Reads one line into a row, whose requests the caller has cleared; what is wrong goes to the problems.</summary>
    /// <param name="line">The line without its line break.</param>
    /// <param name="number">Its number.</param>
    /// <param name="terminated">Whether it ended in a line break.</param>
    /// <param name="row">Receives what it holds.</param>
    public abstract void Parse(ReadOnlySpan<byte> line, long number, bool terminated, TraceRow row);
}
