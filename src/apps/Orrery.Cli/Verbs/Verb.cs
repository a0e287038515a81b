using System.CommandLine;

namespace Orrery.Cli.Verbs;

/// <summary>A command with examples that its help shows; every example is parsed by a test.</summary>
sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}
