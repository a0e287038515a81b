using System.Xml.Linq;

namespace Orrery.Architecture.Tests;

/// <summary>A project of the solution as its file states it.</summary>
sealed record Project(string Path, string Name, string Floor, IReadOnlyList<string> References, IReadOnlyList<string> Packages);

/// <summary>The checkout as files: what the tests of this project judge.</summary>
static class SourceTree
{
    static readonly string[] SkippedFolders = [".git", "artifacts", "bin", "obj", "node_modules", ".vs", ".idea"];

    /// <summary>Every project under <c>src</c>; its floor is the folder it stands in.</summary>
    public static IReadOnlyList<Project> Projects { get; } = [.. Files("src").Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(Read)];

    /// <summary>Files under a folder of the checkout, by path relative to the root, sorted.</summary>
    public static IEnumerable<string> Files(string folder = "") =>
        Walk(new DirectoryInfo(Path.Combine(Testing.Repository.Root, folder)))
            .Select(f => Path.GetRelativePath(Testing.Repository.Root, f.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Testing.Repository.Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Testing.Repository.Root, path));

    static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles())
            if (file.Name != ".git") yield return file; // a worktree has a file of this name
        foreach (var child in folder.EnumerateDirectories())
            if (!SkippedFolders.Contains(child.Name))
                foreach (var file in Walk(child)) yield return file;
    }

    static Project Read(string path)
    {
        var xml = XDocument.Parse(Text(path));
        return new(
            path,
            Path.GetFileNameWithoutExtension(path),
            path.Split('/')[1],
            [.. Includes(xml, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')))],
            [.. Includes(xml, "PackageReference")]);
    }

    static IEnumerable<string> Includes(XDocument xml, string element) =>
        xml.Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>();
}
