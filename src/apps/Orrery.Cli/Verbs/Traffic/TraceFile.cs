using Orrery.Workloads.Traces;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary>A trace that the user named.</summary>
sealed class TraceFile : IDisposable
{
    readonly Session _session;
    readonly string _name;
    readonly Stream _stream;

    public TraceFile(Session session, string name)
    {
        _session = session;
        _name = name;
        _stream = name == "-" ? session.Input : File.OpenRead(session.Resolve(name));
        Reader = new TraceReader(_stream);
    }

    public TraceReader Reader { get; }

    /// <summary>Prints what was wrong with the trace, as far as it was read.</summary>
    /// <returns>Whether anything was.</returns>
    public bool ReportProblems()
    {
        foreach (var problem in Reader.Problems)
        {
            _session.Error.WriteLine($"{_name}({problem.Line},{problem.Column}): error {problem.Id}: {problem.Message}");
            if (problem.Hint is not null) _session.Error.WriteLine($"  hint: {problem.Hint}");
        }
        return Reader.Problems.Count > 0;
    }

    public void Dispose() => _stream.Dispose();
}
