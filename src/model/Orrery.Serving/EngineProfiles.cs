namespace Orrery.Serving;

/// <summary>
/// What serving engines do when nobody configures them: scheduler and limits by name and version. What they add to steps is in the catalog.
/// </summary>
public static class EngineProfiles
{
    // From the engines' documented defaults for an API server on a data-centre accelerator: vLLM's V1 engine (default from 0.8) chunks
    // prompts with 8,192 tokens and 1,024 sequences a step, its V0 ran whole prompts first with 256 sequences; SGLang chunks at 8,192 tokens
    // in pages of one token; TensorRT-LLM takes 8,192 tokens and 2,048 sequences, 32 tokens a block.
    // Versions as EngineVersion numbers them.
    static readonly (string Name, double From, ServingSpec Spec)[] Profiles =
    [
        ("vllm", 8, new ServingSpec { MaxBatchedTokens = 8192, MaxSequences = 1024 }),
        ("vllm", 0, new ServingSpec { Scheduler = "prefill-first", MaxBatchedTokens = 8192, MaxSequences = 256 }),
        ("sglang", 0, new ServingSpec { MaxBatchedTokens = 8192, MaxSequences = 1024, BlockTokens = 1, MemoryUtilisation = 0.88 }),
        ("trtllm", 0, new ServingSpec { MaxBatchedTokens = 8192, MaxSequences = 2048, BlockTokens = 32 }),
    ];

    /// <summary>Names of the engines.</summary>
    public static IEnumerable<string> Names => Profiles.Select(profile => profile.Name).Distinct();

    /// <summary>The defaults of an engine.</summary>
    /// <param name="engine">Its name, or name and version: <c>vllm@0.19</c>; without a version the newest.</param>
    /// <param name="problem">What is wrong with the text, where it names no engine.</param>
    public static ServingSpec? Find(string engine, out string? problem)
    {
        var (name, version) = engine.Split('@', 2) is [var before, var after] ? (before, after) : (engine, null);
        problem = null;
        if (!Profiles.Any(profile => profile.Name == name)) problem = $"'{name}' is no engine that is known";
        var number = version is null ? double.PositiveInfinity : EngineVersion.Number(version);
        if (problem is null && number is null) problem = $"'{version}' is no version, e.g. 0.19";
        if (problem is not null) return null;
        return Profiles.First(profile => profile.Name == name && number >= profile.From).Spec;
    }
}
