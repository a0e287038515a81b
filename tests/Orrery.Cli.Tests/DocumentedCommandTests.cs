using System.Text.RegularExpressions;

namespace Orrery.Cli.Tests;

/// <summary>Every command that a document shows is one that the program understands.</summary>
public sealed partial class DocumentedCommandTests
{
    public static TheoryData<string, string> Commands()
    {
        var data = new TheoryData<string, string>();
        var documents = Directory.GetFiles(Testing.Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Testing.Repository.Root, "docs"), "*.md", SearchOption.AllDirectories));
        foreach (var document in documents.Order())
            foreach (Match block in ShellBlock().Matches(File.ReadAllText(document)))
                foreach (Match command in Command().Matches(block.Value.Replace("\\\n", " ")))
                    data.Add(Path.GetRelativePath(Testing.Repository.Root, document), command.Groups[1].Value);
        return data;
    }

    [Theory, MemberData(nameof(Commands))]
    public void A_command_in_a_document_parses(string document, string command)
    {
        Assert.True(GrammarTests.Build().Parse(command).Errors is [], $"{document}: {command}: {string.Join(' ', GrammarTests.Build().Parse(command).Errors)}");
    }

    [GeneratedRegex("^```sh\n.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex ShellBlock();

    // Up to a comment, a redirection or a pipe; a prompt of a dollar may stand before.
    [GeneratedRegex(@"^(?:\$ )?(?:\./)?orrery\b([^#>|&\n]*)", RegexOptions.Multiline, 1000)]
    private static partial Regex Command();
}
