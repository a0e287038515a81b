using Orrery.Scenarios;
using Orrery.Testing;

namespace Orrery.Evidence.Tests;

/// <summary>The catalog of the checkout, and measurements beside it.</summary>
static class Catalogs
{
    public static EvidenceSystems Systems() => new(new CatalogStore(new DiskCatalogFolder(Repository.Catalog)));

    public static TextReader? Measured(string file)
    {
        var path = Path.Combine(Repository.Shared!, "measured", file);
        return File.Exists(path) ? new StreamReader(path) : null;
    }

    public static MeasuredRow Row(string header, string cells) => MeasuredTable.Read("table.csv", new StringReader($"{header}\n{cells}\n")).Rows[0];
}
