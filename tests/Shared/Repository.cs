namespace Orrery.Testing;

/// <summary>Finds the checkout and the folder of measured data and traces that may stand beside it.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder beside the checkout that holds traces and measurements, or null where this machine has none.</summary>
    public static string? Shared { get; } = FindShared();

    public static string Catalog => Path.Combine(Root, "catalog");

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Orrery.slnx"))) return folder.FullName;
        throw new InvalidOperationException("Orrery.slnx is in no folder above the tests.");
    }

    static string? FindShared()
    {
        var folder = Environment.GetEnvironmentVariable("ORRERY_SHARED") ?? Path.Combine(Root, "..", "shared");
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }
}
