using System.Globalization;
using System.Text;
using System.Text.Json;
using Orrery.Cli.Terminal;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Cli.Verbs.Run;

/// <summary>
/// What happened to each request, as CSV, or as JSON lines where the file's name ends in <c>.jsonl</c> or <c>.ndjson</c>: systems in the scenario's order, within one in order
/// of completion.
/// </summary>
sealed class PerRequestFile : IDisposable
{
    static readonly string[] Columns =
    [
        "system", "id", "arrival_s", "first_token_s", "finish_s", "input_tokens", "output_tokens", "cached_tokens", "preemptions", "replica", "status", "attempts",
        "scheduled_s", "tenant", "session_id", "priority",
    ];

    readonly string _path;
    readonly bool _asJson;
    readonly string[] _parts;
    readonly StreamWriter[] _writers;
    readonly string[] _names;
    readonly Func<int, int, string> _tenantOf;

    /// <param name="path">Where to.</param>
    /// <param name="plan">The systems.</param>
    /// <param name="tenantOf">The name of a tenant of a system's traffic, by their indices.</param>
    public PerRequestFile(string path, Plan plan, Func<int, int, string> tenantOf)
    {
        _path = path;
        _asJson = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);
        _parts = [.. Enumerable.Range(0, plan.Systems.Length).Select(i => $"{path}.{i}.part")];
        _writers = [.. _parts.Select(part => new StreamWriter(part))];
        _names = [.. plan.Systems.Select(s => s.System.Name)];
        _tenantOf = tenantOf;
    }

    /// <summary>Who receives the requests of one system.</summary>
    public Action<RequestOutcome> Sink(int system)
    {
        var (writer, line) = (_writers[system], new StringBuilder());
        return outcome =>
        {
            var tenant = outcome.Tenant >= 0 ? _tenantOf(system, outcome.Tenant) : "";
            string[] cells =
            [
                Text(_names[system]), Number(outcome.Id), Time(outcome.Arrival.Value), Time(outcome.FirstToken.Value), Time(outcome.Finish.Value),
                Number(outcome.InputTokens), Number(outcome.OutputTokens), Number(outcome.CachedTokens), Number(outcome.Preemptions), Number(outcome.Replica),
                Text(Status(outcome.Status)), Number(outcome.Attempts),
                Time(outcome.FirstScheduled.Value), Text(tenant), outcome.Session >= 0 ? Number(outcome.Session) : "", Number(outcome.Priority),
            ];
            line.Clear();
            if (_asJson) line.Append('{').AppendJoin(", ", Columns.Zip(cells).Where(static field => field.Second.Length > 0).Select(static field => $"\"{field.First}\": {field.Second}")).Append('}');
            else line.AppendJoin(',', cells);
            writer.Write(line.Append('\n'));
        };
    }

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Empty where there was none.
    static string Time(double seconds) => double.IsNaN(seconds) ? "" : seconds.ToString("0.#########", CultureInfo.InvariantCulture);

    // Nothing where it is empty.
    string Text(string text) =>
        _asJson ? text.Length == 0 ? "" : $"\"{JsonEncodedText.Encode(text)}\""
        : text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    static string Status(RequestStatus status) => status switch
    {
        RequestStatus.TimedOut => "timed-out",
        _ => status.ToString().ToLowerInvariant(),
    };

    /// <summary>Joins the parts of some systems into the file.</summary>
    public void Save(IEnumerable<int> systems)
    {
        foreach (var writer in _writers) writer.Dispose();
        OutputFile.Write(_path, stream =>
        {
            if (!_asJson) stream.Write(Encoding.UTF8.GetBytes(string.Join(',', Columns) + "\n"));
            foreach (var system in systems)
            {
                using var read = File.OpenRead(_parts[system]);
                read.CopyTo(stream);
            }
        });
    }

    public void Dispose()
    {
        foreach (var writer in _writers) writer.Dispose();
        foreach (var part in _parts) File.Delete(part);
    }
}
