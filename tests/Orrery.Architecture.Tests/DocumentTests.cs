using System.Text.RegularExpressions;

namespace Orrery.Architecture.Tests;

public partial class DocumentTests
{
    public static TheoryData<string> Documents() => new(SourceTree.Files().Where(f => f.EndsWith(".md", StringComparison.Ordinal)));

    [Theory, MemberData(nameof(Documents))]
    public void Every_link_to_a_file_finds_it(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Testing.Repository.Root, document))!;
        var broken =
            from Match link in Link().Matches(SourceTree.Text(document))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
            where !Path.Exists(Path.Combine(folder, target.Split('#')[0]))
            select target;

        Assert.Empty(broken);
    }

    [Fact]
    public void The_index_of_the_documentation_names_every_page()
    {
        var index = SourceTree.Text("docs/README.md");
        foreach (var page in SourceTree.Files("docs").Where(f => f.EndsWith(".md", StringComparison.Ordinal) && f != "docs/README.md"))
            Assert.Contains(page["docs/".Length..], index, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
