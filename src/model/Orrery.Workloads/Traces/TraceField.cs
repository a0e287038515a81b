using System.Collections.Frozen;

namespace Orrery.Workloads.Traces;

/// <summary>What a column of a CSV file or a key of a JSON object means.</summary>
enum TraceField
{
    Ignored,
    Arrival,
    Input,
    Output,
    Session,
    Priority,
    Tenant,
    Adapter,
    Blocks,
    BlockSize,
    Tokens,
    SubRequests,
    ToolDuration,
    Took,
}

/// <summary>The names that traces give to their fields, whatever their case and separators: <c>Request tokens</c>, <c>request_tokens</c>.</summary>
static class TraceFields
{
    const long Second = TraceTime.Second, Millisecond = Second / 1000, Microsecond = Second / 1_000_000, Nanosecond = Second / 1_000_000_000;

    static readonly FrozenDictionary<string, (TraceField Field, long Unit)> ByName = new Dictionary<string, (TraceField, long)>(StringComparer.Ordinal)
    {
        ["timestamp"] = (TraceField.Arrival, Second), // milliseconds in Mooncake's objects
        ["arrival"] = (TraceField.Arrival, Second),
        ["arrivals"] = (TraceField.Arrival, Second), // arrival_s
        ["arrivaltime"] = (TraceField.Arrival, Second),
        ["arrivaltimestamp"] = (TraceField.Arrival, Second),
        ["arrivedat"] = (TraceField.Arrival, Second),
        ["arrivalms"] = (TraceField.Arrival, Millisecond),
        ["arrivaltimems"] = (TraceField.Arrival, Millisecond),
        ["timestampms"] = (TraceField.Arrival, Millisecond),
        ["arrivalus"] = (TraceField.Arrival, Microsecond),
        ["arrivaltimeus"] = (TraceField.Arrival, Microsecond),
        ["arrivalns"] = (TraceField.Arrival, Nanosecond),
        ["arrivaltimens"] = (TraceField.Arrival, Nanosecond),
        ["inputtokens"] = (TraceField.Input, 0),
        ["inputtoks"] = (TraceField.Input, 0),
        ["inputlength"] = (TraceField.Input, 0),
        ["contexttokens"] = (TraceField.Input, 0),
        ["requesttokens"] = (TraceField.Input, 0),
        ["prompttokens"] = (TraceField.Input, 0),
        ["promptsize"] = (TraceField.Input, 0),
        ["numprefilltokens"] = (TraceField.Input, 0),
        ["outputtokens"] = (TraceField.Output, 0),
        ["outputtoks"] = (TraceField.Output, 0),
        ["outputlength"] = (TraceField.Output, 0),
        ["generatedtokens"] = (TraceField.Output, 0),
        ["responsetokens"] = (TraceField.Output, 0),
        ["completiontokens"] = (TraceField.Output, 0),
        ["tokensize"] = (TraceField.Output, 0),
        ["numdecodetokens"] = (TraceField.Output, 0),
        ["sessionid"] = (TraceField.Session, 0),
        ["conversationid"] = (TraceField.Session, 0),
        ["priority"] = (TraceField.Priority, 0),
        ["tenant"] = (TraceField.Tenant, 0),
        ["tenantid"] = (TraceField.Tenant, 0),
        ["user"] = (TraceField.Tenant, 0),
        ["userid"] = (TraceField.Tenant, 0),
        ["elapsedtime"] = (TraceField.Took, Second), // BurstGPT 3
        ["elapsedtimes"] = (TraceField.Took, Second), // elapsed_time_s
        ["elapsedtimems"] = (TraceField.Took, Millisecond),
        ["adapter"] = (TraceField.Adapter, 0),
        ["adapterid"] = (TraceField.Adapter, 0),
        ["lora"] = (TraceField.Adapter, 0),
        ["loraid"] = (TraceField.Adapter, 0),
        ["hashids"] = (TraceField.Blocks, 0),
        ["blockids"] = (TraceField.Blocks, 0),
        ["blocksize"] = (TraceField.BlockSize, 0),
        ["inputtokids"] = (TraceField.Tokens, 0),
        ["subrequests"] = (TraceField.SubRequests, 0),
        ["toolduration"] = (TraceField.ToolDuration, Second),
        ["tooldurationns"] = (TraceField.ToolDuration, Nanosecond),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a name means, and for a time the picoseconds of its unit.</summary>
    public static (TraceField Field, long Unit) Find(string name)
    {
        var plain = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return ByName.GetValueOrDefault(plain);
    }
}
