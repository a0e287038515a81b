namespace Orrery.Evidence;

/// <summary>Finds the catalog's entry for a name that a benchmark uses: <c>meta-llama/Llama-3.1-8B-Instruct</c>, <c>h100_sxm</c>.</summary>
static class CatalogNames
{
    // What publishers append to a name without another architecture: tuning, formats, dates.
    static readonly string[] Endings = ["-instruct", "-chat", "-hf", "-fp8", "-fp4", "-nvfp4", "-int4", "-bf16", "-v0.1", "-v0.3", "-2507", "-0528", "-base", "-it", "-thinking"];

    static readonly Dictionary<string, string> Models = new(StringComparer.Ordinal)
    {
        ["deepseek-v3.1"] = "deepseek-v3",
        ["deepseek-v3-0324"] = "deepseek-v3",
        ["meta-llama-3-8b"] = "llama-3-8b",
        ["meta-llama-3-70b"] = "llama-3-70b",
        ["meta-llama-3.1-8b"] = "llama-3.1-8b",
        ["meta-llama-3.1-70b"] = "llama-3.1-70b",
        ["llama2-70b"] = "llama-2-70b",
        ["kimi-k2-instruct"] = "kimi-k2",
        ["qwen3-235b-a22b-instruct"] = "qwen3-235b-a22b",
    };

    static readonly Dictionary<string, string> Accelerators = new(StringComparer.Ordinal)
    {
        ["a100_sxm"] = "a100-80-sxm",
        ["a100-80gb"] = "a100-80-sxm",
        ["a100_pcie"] = "a100-80-pcie",
        ["a100"] = "a100-80-sxm",
        ["h100"] = "h100-sxm",
        ["h100-80gb"] = "h100-sxm",
        // Argonne's systems: Polaris has A100 of 40 GB; LLM-Inference-Bench, arXiv 2411.00136, Table II.
        ["nvidia a100 gpu"] = "a100-40-sxm",
        ["nvidia h100 gpu"] = "h100-sxm",
        ["nvidia gh200 gpu"] = "gh200",
        ["amd mi300x gpu"] = "mi300x",
    };

    /// <summary>The model's entry; null where there is none.</summary>
    public static string? Model(string path, IReadOnlySet<string> entries) => Find(path[(path.LastIndexOf('/') + 1)..], Models, entries);

    /// <summary>The accelerator's entry; null where there is none.</summary>
    public static string? Accelerator(string name, IReadOnlySet<string> entries) => Find(name, Accelerators, entries);

    static string? Find(string text, Dictionary<string, string> aliases, IReadOnlySet<string> entries)
    {
        var name = text.Trim().ToLowerInvariant();
        while (true)
        {
            if (aliases.TryGetValue(name, out var known) && entries.Contains(known)) return known;
            if (entries.Contains(name)) return name;
            if (entries.Contains(name.Replace('_', '-'))) return name.Replace('_', '-');
            if (Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal)) is not { } found) return null;
            name = name[..^found.Length];
        }
    }
}
