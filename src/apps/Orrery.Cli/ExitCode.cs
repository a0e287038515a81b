namespace Orrery.Cli;

/// <summary>What the process tells its caller.</summary>
static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, and the answer is no: an objective missed under <c>--check</c>, a model that does not fit.</summary>
    public const int No = 1;

    /// <summary>The input cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>A fault of the program.</summary>
    public const int Fault = 3;

    /// <summary>Stopped by the user.</summary>
    public const int Stopped = 130;
}

/// <summary>Input that the command line itself cannot use: told to the user in one line, without a stack.</summary>
/// <param name="message">What was found.</param>
/// <param name="hint">What to do about it.</param>
sealed class InputException(string message, string? hint = null) : Exception(message)
{
    public string? Hint { get; } = hint;
}
