using Orrery.Cli.Terminal;

namespace Orrery.Cli.Tests;

public class OutputFileTests
{
    [Fact]
    public void A_disk_that_fills_up_leaves_the_old_files_and_names_the_one_that_was_asked_for()
    {
        using var shell = new Shell();
        var (whole, cut) = (shell.Write("whole.yaml", "old"), shell.Write("cut.yaml", "old"));

        var refused = Assert.ThrowsAny<Exception>(() => OutputFile.WriteAll(
            (whole, stream => stream.Write("new"u8)),
            (cut, stream => throw new IOException($"No space left on device : '{((FileStream)stream).Name}'"))));

        Assert.Equal($"'{cut}' cannot be written: No space left on device : '{cut}'", refused.Message);
        Assert.Equal("old", File.ReadAllText(whole));
        Assert.Equal("old", File.ReadAllText(cut));
        Assert.Equal(2, Directory.GetFiles(shell.Folder).Length);
    }

    [Fact]
    public void A_folder_in_place_of_a_scenario_is_said_to_be_one()
    {
        using var shell = new Shell();
        var outcome = shell.Run(["run", shell.Folder]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("it is a folder", outcome.Error, StringComparison.Ordinal);
    }
}
