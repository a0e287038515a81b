namespace Orrery.Reporting.Store;

/// <summary>What is wrong with a store.</summary>
public enum RunStoreProblem
{
    /// <summary>The file cannot be opened, read or written.</summary>
    Unavailable,

    /// <summary>Another program kept it locked for too long.</summary>
    Busy,

    /// <summary>The file is damaged, or no database at all.</summary>
    Corrupt,

    /// <summary>It is a database of something else.</summary>
    Foreign,

    /// <summary>A later version of Orrery made it.</summary>
    Newer,
}

/// <summary>A store of runs that cannot be used; the message says what is wrong, the hint what to do.</summary>
public sealed class RunStoreException(RunStoreProblem problem, string message, string hint, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What is wrong.</summary>
    public RunStoreProblem Problem { get; } = problem;

    /// <summary>What to do about it.</summary>
    public string Hint { get; } = hint;
}
