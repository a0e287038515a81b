using System.Text.RegularExpressions;

namespace Orrery.Architecture.Tests;

public partial class SourceTests
{
    const int LongestFile = 400;

    [Fact]
    public void No_file_has_grown_a_second_subject()
    {
        var tooLong = SourceTree.Files().Where(IsCode).Select(f => (File: f, SourceTree.Lines(f).Length)).Where(f => f.Length > LongestFile);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_folder_is_a_drawer_for_anything()
    {
        string[] drawers = ["Common", "Core", "Utils", "Util", "Helpers", "Helper", "Misc", "Manager", "Managers"];
        var found = from file in SourceTree.Files() where IsCode(file) && file.Split('/', '.').Intersect(drawers).Any() select file;
        Assert.Empty(found);
    }

    /// <summary>The analyser refuses these while compiling; this holds even where somebody turned it off.</summary>
    [Fact]
    public void The_model_touches_no_clock_chance_file_or_console()
    {
        var wrong =
            from file in SourceTree.Files("src/model").Concat(SourceTree.Files("src/foundation")).Where(IsCode)
            from line in SourceTree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            where OutsideWorld().IsMatch(Comment().Replace(line.Text, ""))
            select $"{file}({line.Number}): {line.Text.Trim()}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_turns_the_analysers_off()
    {
        var wrong = SourceTree.Files("src").Where(f => IsCode(f) || f.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(f => SourceTree.Text(f) is var text && (text.Contains("RS0030", StringComparison.Ordinal) || text.Contains("<NoWarn", StringComparison.Ordinal)));
        Assert.Empty(wrong);
        Assert.Contains("BannedSymbols.txt", SourceTree.Text("eng/Source.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_left_unfinished_or_tied_to_one_machine()
    {
        // Written in two parts, so that this file does not find itself.
        string[] words = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "C:" + "\\Users"];
        var wrong =
            from file in SourceTree.Files().Where(f => !f.EndsWith(".png", StringComparison.Ordinal))
            let text = SourceTree.Text(file)
            from word in words
            where text.Contains(word, StringComparison.Ordinal)
            select $"{file} says {word}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Launchers_can_be_executed()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var launcher in (string[])["orrery", "test", ".ci/run"])
            Assert.True(
                File.GetUnixFileMode(Path.Combine(Testing.Repository.Root, launcher)).HasFlag(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute),
                $"{launcher} lacks its executable bit");
    }

    static bool IsCode(string path) => path.EndsWith(".cs", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(DateTime(Offset)?\.(Utc)?Now|TimeProvider\.System|Stopwatch|Environment\.|new Random\b|Random\.Shared|Guid\.NewGuid|Console\.|File\.|Directory\.|Thread\.Sleep|Task\.Delay)", RegexOptions.None, 1000)]
    private static partial Regex OutsideWorld();

    [GeneratedRegex(@"//.*$", RegexOptions.None, 1000)]
    private static partial Regex Comment();
}
