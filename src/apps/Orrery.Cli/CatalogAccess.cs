using System.CommandLine;
using Orrery.Scenarios;

namespace Orrery.Cli;

/// <summary>Finds the catalog: the built-in folder, then those of the user, the later over the earlier.</summary>
static class CatalogAccess
{
    /// <summary>The option that names folders of one's own.</summary>
    public static Option<string[]> Option() => new("--catalog")
    {
        Description = "A catalog folder of your own, over the built-in one; may be given more than once [also: ORRERY_CATALOG]",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Opens the catalog.</summary>
    /// <exception cref="InputException">A folder does not exist.</exception>
    public static CatalogStore Open(Session session, string[]? own = null)
    {
        var variable = session.Variable("ORRERY_CATALOG")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        string[] folders = [.. variable.Concat(own ?? [])];
        foreach (var folder in folders)
            if (!Directory.Exists(session.Resolve(folder)))
                throw new InputException($"the catalog folder '{folder}' does not exist", "give a folder with subfolders such as accelerators/ or models/");
        return new CatalogStore([new DiskCatalogFolder(BuiltIn()), .. folders.Select(f => new DiskCatalogFolder(session.Resolve(f)))]);
    }

    /// <summary>Names of entries, for completion; none where the catalog cannot be opened.</summary>
    public static IEnumerable<string> Names(Session session, CatalogKind kind)
    {
        try
        {
            return Open(session).Names(kind);
        }
        catch (Exception exception) when (exception is InputException or IOException)
        {
            return [];
        }
    }

    // Beside an installed program; in a checkout, the folder itself, so that an edit holds at once.
    static string BuiltIn()
    {
        var catalog = Path.Combine(AppContext.BaseDirectory, "catalog");
        if (Directory.Exists(catalog)) return catalog;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Orrery.slnx"))) return Path.Combine(folder.FullName, "catalog");
        throw new InputException("the built-in catalog is missing: there is no folder 'catalog' beside the program", "install Orrery again");
    }
}
