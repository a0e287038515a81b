namespace Orrery.Scenarios;

/// <summary>One folder of catalog entries, on a disk or in memory.</summary>
public interface ICatalogFolder
{
    /// <summary>Names of the YAML files of a subfolder, without their extension.</summary>
    IEnumerable<string> Names(string subfolder);

    /// <summary>Opens a file, e.g. <c>links/nvlink4.yaml</c>; null where there is none.</summary>
    TextReader? Open(string relativePath);

    /// <summary>How messages name a file.</summary>
    string Display(string relativePath);
}

/// <summary>A catalog folder on a disk.</summary>
/// <param name="root">Its path.</param>
public sealed class DiskCatalogFolder(string root) : ICatalogFolder
{
    /// <inheritdoc/>
    public IEnumerable<string> Names(string subfolder)
    {
        var folder = Path.Combine(root, subfolder);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!) : [];
    }

    /// <inheritdoc/>
    public TextReader? Open(string relativePath)
    {
        var path = Path.Combine(root, relativePath);
        return File.Exists(path) ? new StreamReader(path) : null;
    }

    /// <inheritdoc/>
    public string Display(string relativePath) => Path.Combine(root, relativePath);
}

/// <summary>A catalog folder held in memory.</summary>
/// <param name="files">Texts by relative path.</param>
/// <param name="name">How messages name the folder.</param>
public sealed class MemoryCatalogFolder(IReadOnlyDictionary<string, string> files, string name = "memory:") : ICatalogFolder
{
    /// <inheritdoc/>
    public IEnumerable<string> Names(string subfolder) =>
        files.Keys.Where(f => f.StartsWith(subfolder + "/", StringComparison.Ordinal) && f.EndsWith(".yaml", StringComparison.Ordinal)).Select(f => f[(subfolder.Length + 1)..^5]);

    /// <inheritdoc/>
    public TextReader? Open(string relativePath) => files.TryGetValue(relativePath, out var text) ? new StringReader(text) : null;

    /// <inheritdoc/>
    public string Display(string relativePath) => name + relativePath;
}
