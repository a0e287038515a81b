using System.Globalization;

namespace Orrery.Serving;

/// <summary>
/// What serving engines do when nobody configures them: scheduler and limits by name and version; and what they add to steps.
/// </summary>
public static class EngineProfiles
{
    // From the engines' documented defaults for an API server on a data-centre accelerator: vLLM's V1 engine (default from 0.8) chunks
    // prompts with 8,192 tokens and 1,024 sequences a step, its V0 ran whole prompts first with 256 sequences; SGLang chunks at 8,192 tokens
    // in pages of one token; TensorRT-LLM takes 8,192 tokens and 2,048 sequences, 32 tokens a block.
    // Versions as major + minor / 1000.
    static readonly (string Name, double From, ServingSpec Spec)[] Profiles =
    [
        ("vllm", 0.008, new ServingSpec { MaxBatchedTokens = 8192, MaxSequences = 1024 }),
        ("vllm", 0, new ServingSpec { Scheduler = "prefill-first", MaxBatchedTokens = 8192, MaxSequences = 256 }),
        ("sglang", 0, new ServingSpec { MaxBatchedTokens = 8192, MaxSequences = 1024, BlockTokens = 1, MemoryUtilisation = 0.88 }),
        ("trtllm", 0, new ServingSpec { MaxBatchedTokens = 8192, MaxSequences = 2048, BlockTokens = 32 }),
    ];

    // Fitted by `orrery calibrate --engines` to serving runs recorded by ai-dynamo/aiconfigurator, silicon_sample.csv at 095f58a51, and, for releases
    // of early 2024, to offline batches of argonne-lcf/LLM-Inference-Bench, All_results.csv at 4211f5d (arXiv 2411.00136).
    static readonly (string Name, EngineOverheads Overheads)[] Added =
    [
        ("vllm", new(Step: default, Sequence: new(21.8e-6), Layer: new(5.29e-6), ExpertLayer: new(18.7e-6), Request: new(20.5e-3), User: new(0.576e-3), Waits: 0.42, Prompt: 1.85)),
        ("sglang", new(Step: default, Sequence: new(38.3e-6), Layer: default, ExpertLayer: new(24.1e-6), Request: new(0.147), User: new(6.28e-3), Waits: 1.02, Prompt: 2.79)),
        ("trtllm", new(Step: new(0.211e-3), Sequence: new(20.1e-6), Layer: default, ExpertLayer: default, Request: new(62.2e-3), User: new(2.06e-3), Waits: 3.89, Prompt: 1.35)),
        ("vllm-v0", new(Step: new(0.762e-3), Sequence: new(78.7e-6), Layer: new(40.4e-6), ExpertLayer: default)),
        ("trtllm-2024", new(Step: default, Sequence: new(26.7e-6), Layer: new(33.6e-6), ExpertLayer: default)),
        ("deepspeed-mii", new(Step: new(4.71e-3), Sequence: new(126e-6), Layer: default, ExpertLayer: default)),
    ];

    /// <summary>Names of the engines whose overheads are known.</summary>
    public static IEnumerable<string> Measured => Added.Select(engine => engine.Name);

    /// <summary>What an engine adds to steps; null where nothing is known of it.</summary>
    public static EngineOverheads? Overheads(string? engine) => Array.Find(Added, known => known.Name == engine).Overheads;

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
        var number = version is null ? double.PositiveInfinity : MajorMinor(version);
        if (problem is null && double.IsNaN(number)) problem = $"'{version}' is no version, e.g. 0.19";
        if (problem is not null) return null;
        return Profiles.First(profile => profile.Name == name && number >= profile.From).Spec;
    }

    // 0.19 is later than 0.8: minor versions are whole numbers.
    static double MajorMinor(string version)
    {
        var parts = version.TrimStart('v').Split('.', '-');
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)) return double.NaN;
        var minor = 0;
        if (parts.Length > 1 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minor)) return double.NaN;
        return major + Math.Min(minor, 999) / 1000.0;
    }
}
