namespace Orrery.Testing;

/// <summary>A test that reads traces or measurements from the folder beside the checkout; skipped, with the reason, where it is absent.</summary>
sealed class NeedsSharedFactAttribute : FactAttribute
{
    public NeedsSharedFactAttribute(string relativePath)
    {
        if (Repository.Shared is null || !Path.Exists(Path.Combine(Repository.Shared, relativePath)))
            Skip = $"needs {relativePath} in a folder 'shared' beside the checkout, or in the folder that ORRERY_SHARED names";
    }
}
