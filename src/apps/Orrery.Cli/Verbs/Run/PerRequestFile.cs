using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Scenarios;
using Orrery.Serving;

namespace Orrery.Cli.Verbs.Run;

/// <summary>What happened to each request, as CSV: systems in the scenario's order, within one in order of completion.</summary>
sealed class PerRequestFile : IDisposable
{
    readonly string _path;
    readonly string[] _parts;
    readonly StreamWriter[] _writers;

    public PerRequestFile(string path, Plan plan)
    {
        _path = path;
        _parts = [.. Enumerable.Range(0, plan.Systems.Length).Select(i => $"{path}.{i}.part")];
        _writers = [.. _parts.Select(part => new StreamWriter(part))];
        Names = [.. plan.Systems.Select(s => s.System.Name)];
    }

    string[] Names { get; }

    /// <summary>Who receives the requests of one system.</summary>
    public Action<RequestOutcome> Sink(int system)
    {
        var (writer, name) = (_writers[system], Names[system].Contains(',', StringComparison.Ordinal) ? $"\"{Names[system]}\"" : Names[system]);
        return outcome => writer.Write(string.Create(CultureInfo.InvariantCulture,
            $"{name},{outcome.Id},{outcome.Arrival.Value:0.#########},{FirstToken(outcome)},{outcome.Finish.Value:0.#########},{outcome.InputTokens},{outcome.OutputTokens},{outcome.CachedTokens},{outcome.Preemptions},{outcome.Replica},{Status(outcome.Status)},{outcome.Attempts}\n"));
    }

    // Empty where there was none.
    static string FirstToken(in RequestOutcome outcome) =>
        outcome.Status == RequestStatus.Completed ? outcome.FirstToken.Value.ToString("0.#########", CultureInfo.InvariantCulture) : "";

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
            stream.Write("system,id,arrival_s,first_token_s,finish_s,input_tokens,output_tokens,cached_tokens,preemptions,replica,status,attempts\n"u8);
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
