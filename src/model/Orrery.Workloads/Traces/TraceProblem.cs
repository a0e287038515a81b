namespace Orrery.Workloads.Traces;

/// <summary>Something wrong in a trace, for the person who has the file.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Byte within the line, from 1.</param>
/// <param name="Id">Stable id of the kind of problem, e.g. <c>ORR3104</c>; docs/traces.md explains each.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Hint">What to do about it, where that is known.</param>
public sealed record TraceProblem(long Line, int Column, string Id, string Message, string? Hint = null);

/// <summary>The problems of one trace, up to a bound after which reading stops.</summary>
sealed class TraceProblemList
{
    /// <summary>Problems after which a file is given up: whoever reads them has seen the pattern.</summary>
    public const int Bound = 100;

    readonly List<TraceProblem> _problems = [];

    public IReadOnlyList<TraceProblem> All => _problems;

    /// <summary>Whether reading cannot go on.</summary>
    public bool Fatal { get; private set; }

    public void Add(long line, int column, string id, string message, string? hint = null)
    {
        if (Fatal) return;
        _problems.Add(new(line, column, id, message, hint));
        if (_problems.Count < Bound) return;
        _problems.Add(new(line, column, TraceProblemId.TooMany, $"{Bound} problems; the rest of the file was not read"));
        Fatal = true;
    }

    public void AddFatal(long line, int column, string id, string message, string? hint = null)
    {
        Add(line, column, id, message, hint);
        Fatal = true;
    }
}

/// <summary>The ids of problems in traces.</summary>
static class TraceProblemId
{
    public const string Empty = "ORR3101";
    public const string UnknownFormat = "ORR3102";
    public const string ColumnCount = "ORR3103";
    public const string NotANumber = "ORR3104";
    public const string TokenCount = "ORR3105";
    public const string Time = "ORR3106";
    public const string Backwards = "ORR3107";
    public const string Truncated = "ORR3108";
    public const string Mixed = "ORR3109";
    public const string LineTooLong = "ORR3110";
    public const string TooMany = "ORR3111";
    public const string NoArrivals = "ORR3112";
    public const string Json = "ORR3113";
    public const string MissingField = "ORR3114";
    public const string Companion = "ORR3115";
}
