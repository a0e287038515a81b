using System.Text;

namespace Orrery.Cli.Tests;

/// <summary>What a command line did.</summary>
sealed record Outcome(int ExitCode, string Output, string Error);

/// <summary>Runs command lines in this process, in a folder of their own.</summary>
sealed class Shell : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("orrery-cli-").FullName;

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public CancellationToken Stop { get; init; }

    /// <summary>Runs a command line; words are separated by blanks.</summary>
    public Outcome Run(string commandLine, string input = "") => Run(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), input);

    /// <summary>Runs a command line.</summary>
    public Outcome Run(string[] arguments, string input = "")
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(arguments, new Session
        {
            Output = output,
            Error = error,
            Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Folder = Folder,
            Variable = name => Variables.GetValueOrDefault(name),
            Stop = Stop,
        });
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
