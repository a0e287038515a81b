using System.Diagnostics;
using Orrery.Testing;

namespace Orrery.EndToEnd.Tests;

/// <summary>The built command line, as a process with a home of its own.</summary>
static class OrreryProgram
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "orrery.dll");

    public static string Example(string name) => Path.Combine(Repository.Root, "examples", name);

    public static Task<Ended> Run(Scratch scratch, params string[] arguments) =>
        Processes.Run("dotnet", [Program, .. arguments], scratch.Folder, Home(scratch));

    public static Process Start(Scratch scratch, params string[] arguments) =>
        Processes.Start("dotnet", [Program, .. arguments], scratch.Folder, Home(scratch));

    // As in a build on GitHub, where libraries for terminals turn escape codes on for pipes too.
    static Dictionary<string, string> Home(Scratch scratch) => new(StringComparer.Ordinal) { ["ORRERY_HOME"] = scratch.Folder, ["NO_COLOR"] = "1", ["GITHUB_ACTIONS"] = "true" };
}
