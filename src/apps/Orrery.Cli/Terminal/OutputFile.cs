namespace Orrery.Cli.Terminal;

/// <summary>Writes a file under a temporary name and moves it into place, so that nobody ever reads half of one.</summary>
static class OutputFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Where; its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}-{Environment.TickCount64}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)) write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
