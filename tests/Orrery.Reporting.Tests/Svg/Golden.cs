using System.Runtime.CompilerServices;

namespace Orrery.Reporting.Tests.Svg;

/// <summary>Texts that lie beside the tests; with <c>ORRERY_ACCEPT=1</c> they are written anew.</summary>
static class Golden
{
    public static void Holds(string name, string text, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Orrery.Testing.Repository.Root, "tests", "Orrery.Reporting.Tests", Path.GetFileName(Path.GetDirectoryName(test))!, name + ".golden.svg");
        if (Environment.GetEnvironmentVariable("ORRERY_ACCEPT") == "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{path} is missing; run with ORRERY_ACCEPT=1 and look at it.");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
