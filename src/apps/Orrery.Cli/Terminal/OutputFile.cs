namespace Orrery.Cli.Terminal;

/// <summary>Writes a file under a temporary name and moves it into place, so that nobody ever reads half of one.</summary>
static class OutputFile
{
    /// <summary>The full path of a file that will be written. Asked for before the work, which may take hours.</summary>
    /// <param name="session">Whose folder it counts from.</param>
    /// <param name="named">The file as the user named it.</param>
    /// <exception cref="InputException">No file can be there.</exception>
    public static string Target(Session session, string named)
    {
        if (named.Length == 0) throw new InputException("the name of a file to write is empty");
        var path = session.Resolve(named);
        if (Directory.Exists(path)) throw new InputException($"'{named}' is a folder", "name a file in it");
        if (!Directory.Exists(Path.GetDirectoryName(path))) throw new InputException($"the folder of '{named}' does not exist");
        return path;
    }

    /// <summary>The full path of a folder that files will be written into. Asked for before the work.</summary>
    /// <param name="session">Whose folder it counts from.</param>
    /// <param name="named">The folder as the user named it.</param>
    /// <exception cref="InputException">It does not exist.</exception>
    public static string Folder(Session session, string named) =>
        named.Length > 0 && session.Resolve(named) is var path && Directory.Exists(path) ? path : throw new InputException($"the folder '{named}' does not exist");

    /// <summary>Writes a file.</summary>
    /// <param name="path">Where; its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write) => WriteAll((path, write));

    /// <summary>Writes files that belong together: none is in its place before all are written.</summary>
    /// <param name="files">Where, in folders that exist, and what writes the content.</param>
    public static void WriteAll(params IReadOnlyList<(string Path, Action<Stream> Write)> files)
    {
        string[] temporary = [.. files.Select(file => $"{file.Path}.{Environment.ProcessId}-{Environment.TickCount64}.tmp")];
        try
        {
            foreach (var ((path, write), name) in files.Zip(temporary)) Fill(name, path, write);
            foreach (var ((path, _), name) in files.Zip(temporary)) File.Move(name, path, overwrite: true);
        }
        catch
        {
            foreach (var name in temporary) File.Delete(name);
            throw;
        }
    }

    // A disk may fill up only when the stream is closed, and the message of the system names the temporary file.
    static void Fill(string temporary, string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
            write(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{path}' cannot be written: {exception.Message.Replace(temporary, path, StringComparison.Ordinal)}");
        }
    }
}
