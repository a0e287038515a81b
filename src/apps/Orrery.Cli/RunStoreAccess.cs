using System.CommandLine;
using Orrery.Reporting.Store;

namespace Orrery.Cli;

/// <summary>Where runs are kept.</summary>
static class RunStoreAccess
{
    public static Option<string> Option() => new("--store")
    {
        Description = "The file that runs are kept in [default: runs.db in ORRERY_HOME, else in XDG_DATA_HOME/orrery, else in ~/.local/share/orrery]",
        HelpName = "FILE",
    };

    /// <summary>The store's path: the one named, else the user's own.</summary>
    public static string Path(Session session, string? named)
    {
        if (named is not null) return session.Resolve(named);
        if (session.Variable("ORRERY_HOME") is { Length: > 0 } home) return session.Resolve(System.IO.Path.Combine(home, "runs.db"));
        var data = session.Variable("XDG_DATA_HOME") is { Length: > 0 } given ? given : System.IO.Path.Combine(session.Variable("HOME") ?? session.Folder, ".local", "share");
        return System.IO.Path.Combine(data, "orrery", "runs.db");
    }

    /// <summary>Opens a store, and creates its folder where there is none.</summary>
    /// <exception cref="RunStoreException">It cannot be used.</exception>
    public static RunStore Open(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return RunStore.Open(path);
    }
}
