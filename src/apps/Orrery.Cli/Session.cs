namespace Orrery.Cli;

/// <summary>All of the outside that a verb touches, so that tests can run one in their own process.</summary>
sealed record Session
{
    const int WidthOfNoTerminal = 100;

    /// <summary>Data, and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Everything that is said beside the data.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Data that is piped in.</summary>
    public required Stream Input { get; init; }

    /// <summary>Whether somebody watches <see cref="Output"/>.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether somebody watches <see cref="Error"/>.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether colours may be used where somebody watches.</summary>
    public bool Colour { get; init; }

    /// <summary>Columns of the terminal; of help and prose where there is none.</summary>
    public int Width { get; init; } = WidthOfNoTerminal;

    /// <summary>The folder that relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>Reads an environment variable; null where it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The wall clock, for the store of runs.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Set when the user asks to stop.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The session of this process.</summary>
    public static Session OfProcess(TextWriter output, CancellationToken stop) => new()
    {
        Output = output,
        Error = Console.Error,
        Input = Console.OpenStandardInput(),
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        // https://no-color.org: any value but the empty one
        Colour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb",
        Width = Console.IsOutputRedirected || Console.WindowWidth <= 0 ? WidthOfNoTerminal : Console.WindowWidth,
        Folder = Environment.CurrentDirectory,
        Variable = Environment.GetEnvironmentVariable,
        Stop = stop,
    };

    /// <summary>A path as the user wrote it, from the session's folder.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Folder);
}
