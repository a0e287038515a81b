namespace Orrery.Scenarios;

public static partial class DiagnosticRules
{
    /// <summary>ORR4001: tensor-parallel degree does not divide the heads.</summary>
    public static DiagnosticRule TensorHeads { get; } = Rule("ORR4001", "tensor-parallel degree does not divide the heads",
        "Each rank holds an equal number of whole heads.",
        "Use a degree in the hint.");

    /// <summary>ORR4002: key-value heads are replicated.</summary>
    public static DiagnosticRule KvReplicated { get; } = Rule("ORR4002", "key-value heads are replicated",
        "There are more tensor ranks than key-value heads, so that several ranks hold the same keys and values.",
        "Nothing, if that is meant; else lower `tp` or add `dp`.");

    /// <summary>ORR4003: more pipeline stages than layers.</summary>
    public static DiagnosticRule PipelineLayers { get; } = Rule("ORR4003", "more pipeline stages than layers",
        "A stage holds at least one layer.",
        "Lower `pp`.");

    /// <summary>ORR4004: expert-parallel degree does not divide the experts.</summary>
    public static DiagnosticRule ExpertCount { get; } = Rule("ORR4004", "expert-parallel degree does not divide the experts",
        "Each rank holds an equal number of routed experts.",
        "Use a degree in the hint.");

    /// <summary>ORR4005: expert-parallel degree does not divide the devices.</summary>
    public static DiagnosticRule ExpertDevices { get; } = Rule("ORR4005", "expert-parallel degree does not divide the devices",
        "Expert ranks are the same devices as the tensor, data and context ranks.",
        "Use a degree that divides tp × dp × cp.");

    /// <summary>ORR4006: engines do not divide the system.</summary>
    public static DiagnosticRule DevicesCount { get; } = Rule("ORR4006", "engines do not divide the system",
        "Every engine takes tp × pp × dp × cp devices, and devices left over would do nothing.",
        "Change `count` or the degrees.");

    /// <summary>ORR4007: tensor parallelism leaves the scale-up domain.</summary>
    public static DiagnosticRule BeyondDomain { get; } = Rule("ORR4007", "tensor parallelism leaves the scale-up domain",
        "All-reduces of every layer then cross the slower scale-out network.",
        "Lower `tp` to the domain's size and use `pp` or `dp` beyond it.");

    /// <summary>ORR4008: unknown tier.</summary>
    public static DiagnosticRule UnknownTier { get; } = Rule("ORR4008", "unknown tier",
        "`placement` names a tier that the accelerator does not have.",
        "Use a tier in the hint.");

    /// <summary>ORR4009: cache placed where it may not be written.</summary>
    public static DiagnosticRule KvTier { get; } = Rule("ORR4009", "cache placed where it may not be written",
        "The tier is read-mostly: writes are slow or wear it out.",
        "Place the cache in a writable tier.");

    /// <summary>ORR4010: the model does not fit.</summary>
    public static DiagnosticRule DoesNotFit { get; } = Rule("ORR4010", "the model does not fit",
        "Weights, working memory and one sequence of full length pass the memory of a device.",
        "Take what the hint offers: more devices per engine, a narrower format, or another tier.");

    /// <summary>ORR4011: not an objective.</summary>
    public static DiagnosticRule BadObjective { get; } = Rule("ORR4011", "not an objective",
        "An objective is a metric (`ttft`, `tpot`, `itl`, `e2e`), a hyphen, and `mean` or a percentile over 0 and up to 100.",
        "Write it as `ttft-p99`, `tpot-p99.9` or `e2e-mean`.");

    /// <summary>ORR4012: unknown grid.</summary>
    public static DiagnosticRule UnknownGrid { get; } = Rule("ORR4012", "unknown grid",
        "No catalog folder has a grid of this name.",
        "Use the name in the hint; `orrery catalog list grids` lists all.");

    /// <summary>ORR4041: unknown calibration.</summary>
    public static DiagnosticRule UnknownCalibration { get; } = Rule("ORR4041", "unknown calibration",
        "No catalog folder has a calibration of this name.",
        "Use the name in the hint; `orrery catalog list calibrations` lists all.");

    /// <summary>ORR4095: unknown processor.</summary>
    public static DiagnosticRule UnknownProcessor { get; } = Rule("ORR4095", "unknown processor",
        "No catalog folder has a processor of this name.",
        "Use the name in the hint; `orrery catalog list processors` lists all.");

    /// <summary>ORR4070: unknown engine.</summary>
    public static DiagnosticRule UnknownEngine { get; } = Rule("ORR4070", "unknown engine",
        "No catalog folder has a serving engine of this name.",
        "Use the name in the hint; `orrery catalog list engines` lists all. A version follows an `@`: `vllm@0.19`.");

    /// <summary>ORR4071: not a version.</summary>
    public static DiagnosticRule BadVersion { get; } = Rule("ORR4071", "not a version",
        "What follows the `@` of an engine is its version and begins with a number.",
        "Write numbers with dots, as in `vllm@0.19` or `trtllm@1.2.0`.");

    /// <summary>ORR4072: an engine without a release.</summary>
    public static DiagnosticRule NoRelease { get; } = Rule("ORR4072", "an engine without a release",
        "An engine's figures are those of its releases, and this one has none.",
        "Give `releases` at least one, as the entries of `catalog/engines` do.");

    /// <summary>ORR4074: a range that is none.</summary>
    public static DiagnosticRule BadRange { get; } = Rule("ORR4074", "a range that is none",
        "A range of an engine goes from `low` to `high`, measured over predicted, and its low end is above its high end.",
        "Swap them.");

    /// <summary>ORR4013: unknown price book.</summary>
    public static DiagnosticRule UnknownPrices { get; } = Rule("ORR4013", "unknown price book",
        "No catalog folder has a price book of this name.",
        "Use the name in the hint; `orrery catalog list prices` lists all.");

    /// <summary>ORR4014: no host.</summary>
    public static DiagnosticRule NoNode { get; } = Rule("ORR4014", "no host",
        "The accelerator names no default node, and the system gives none.",
        "Give the system `node:`.");

    /// <summary>ORR4015: no systems.</summary>
    public static DiagnosticRule NoSystems { get; } = Rule("ORR4015", "no systems",
        "A scenario compares one or more systems.",
        "Give at least one under `systems:`.");

    /// <summary>ORR4016: unknown scheduler.</summary>
    public static DiagnosticRule UnknownScheduler { get; } = Rule("ORR4016", "unknown scheduler",
        "No scheduler has this name.",
        "Use the name in the hint.");

    /// <summary>ORR4017: unknown router.</summary>
    public static DiagnosticRule UnknownRouter { get; } = Rule("ORR4017", "unknown router",
        "No router has this name.",
        "Use the name in the hint.");

    /// <summary>ORR4018: no model.</summary>
    public static DiagnosticRule NoModel { get; } = Rule("ORR4018", "no model",
        "Neither the scenario nor the system names a model.",
        "Give `model:`.");

    /// <summary>ORR4019: no experts to spread.</summary>
    public static DiagnosticRule NoExperts { get; } = Rule("ORR4019", "no experts to spread",
        "The model has no mixture of experts, so that `ep` has nothing to split.",
        "Remove `ep`.");

    /// <summary>ORR4020: not one source of step times.</summary>
    public static DiagnosticRule OneTiming { get; } = Rule("ORR4020", "not one source of step times",
        "`timing` names both measured tables and a fitted formula, or neither.",
        "Keep one, or write `timing: analytic`.");

    /// <summary>ORR4021: measured tables cannot be used.</summary>
    public static DiagnosticRule BadTables { get; } = Rule("ORR4021", "measured tables cannot be used",
        "A table of layer times is missing or not well formed.",
        "Check the path, and the line that is named.");

    /// <summary>ORR4022: measured tables do not cover the system.</summary>
    public static DiagnosticRule TimingDoesNotApply { get; } = Rule("ORR4022", "measured tables do not cover the system",
        "The tables hold times of equal layers with full attention on tensor, data and expert ranks.",
        "Use the operator model, or a fitted formula.");

    /// <summary>ORR4023: tokens cannot be drafted so.</summary>
    public static DiagnosticRule Speculation { get; } = Rule("ORR4023", "tokens cannot be drafted so",
        "The drafter is missing, or does not go with the model or with how the engine is spread.",
        "Take what the hint offers.");

    /// <summary>ORR4024: acceptance not understood.</summary>
    public static DiagnosticRule Acceptance { get; } = Rule("ORR4024", "acceptance not understood",
        "`acceptance` says in exactly one way which drafted tokens stand, for drafts at least as long as `lookahead`.",
        "Give a rate, shares that do not rise, counts that add up to 1, a measurement of the list, or a record with one number a line.");

    /// <summary>ORR4042: not a rising curve.</summary>
    public static DiagnosticRule NotACurve { get; } = Rule("ORR4042", "not a rising curve",
        "`piecewise` gives a time for each number of tokens: more tokens never take less.",
        "Give as many times as tokens, both in rising order.");

    /// <summary>ORR4030: hand-off without engines for prompts.</summary>
    public static DiagnosticRule HandOffUnused { get; } = Rule("ORR4030", "hand-off without engines for prompts",
        "`hand-off` says how prompts come from the engines of `prefill`, and the system has none.",
        "Give the system `prefill:`, or remove `hand-off:`.");

    /// <summary>ORR4031: no link to hand prompts over.</summary>
    public static DiagnosticRule HandOffLink { get; } = Rule("ORR4031", "no link to hand prompts over",
        "Computed prompts go over the links of the accelerators, and one of them has none.",
        "Give the rates under `hand-off:`.");

    /// <summary>ORR4032: caches of two formats.</summary>
    public static DiagnosticRule HandOffFormat { get; } = Rule("ORR4032", "caches of two formats",
        "A cache is handed over as it is.",
        "Give the system and its `prefill` the same `precision.kv`.");

    /// <summary>ORR4033: engines for an encoder that is not there.</summary>
    public static DiagnosticRule NoEncoder { get; } = Rule("ORR4033", "engines for an encoder that is not there",
        "`encode` gives engines that run the model's encoder of images and sound, and the model has none.",
        "Give the model `encoder:`, or remove `encode:`.");

    /// <summary>ORR4034: no link to send embeddings over.</summary>
    public static DiagnosticRule EncodeLink { get; } = Rule("ORR4034", "no link to send embeddings over",
        "What an encoder makes goes over the links of the accelerators, and one of them has none.",
        "Give `send` under `encode:`.");

    /// <summary>ORR4040: data ranks that cannot hand prompts off.</summary>
    public static DiagnosticRule RankQueuesApart { get; } = Rule("ORR4040", "data ranks that cannot hand prompts off",
        "`rank-queues` gives each data rank a queue of its own, and `prefill` computes prompts apart: the two are not modelled together.",
        "Keep one of them.");

    /// <summary>ORR4043: calibration of a system not understood.</summary>
    public static DiagnosticRule CalibrationOfSystem { get; } = Rule("ORR4043", "calibration of a system not understood",
        "The file that `calibration` names is not there, or a range in it is none.",
        "Check the path; `orrery calibrate BENCHMARK --scenario SCENARIO --output FILE` writes a calibration.");

    /// <summary>ORR4044: a key without effect.</summary>
    public static DiagnosticRule WithoutEffect { get; } = Rule("ORR4044", "a key without effect",
        "The key is understood, and something else of the scenario leaves it nothing to do. A note: the scenario runs.",
        "Give what the message names, or remove the key.");

    /// <summary>ORR4050: nothing is ever let in.</summary>
    public static DiagnosticRule NothingPasses { get; } = Rule("ORR4050", "nothing is ever let in",
        "A bound of `admission` turns every request away, or clients give up before an answer can reach them.",
        "Widen the bound that is named.");

    /// <summary>ORR4051: no such replica.</summary>
    public static DiagnosticRule UnknownReplica { get; } = Rule("ORR4051", "no such replica",
        "A crash is planned for a replica that the system does not have.",
        "Use a number in the hint.");

    /// <summary>ORR4052: adapters leave no room for a cache.</summary>
    public static DiagnosticRule AdaptersDoNotFit { get; } = Rule("ORR4052", "adapters leave no room for a cache",
        "The adapters that a replica holds take the memory of its key-value cache.",
        "Hold fewer, as the hint says.");

    /// <summary>ORR4053: adapters with prompts apart.</summary>
    public static DiagnosticRule PromptsApart { get; } = Rule("ORR4053", "adapters with prompts apart",
        "Adapters are modelled for engines that both compute prompts and generate.",
        "Remove `prefill` or `adapters`.");

    /// <summary>ORR4054: crashes of data ranks.</summary>
    public static DiagnosticRule RankCrashes { get; } = Rule("ORR4054", "crashes of data ranks",
        "`rank-queues` gives each data rank a queue of its own, and `faults` lets whole replicas crash: the two are not modelled together.",
        "Keep one of them.");

    /// <summary>ORR4073: graphs of kernels launched one by one.</summary>
    public static DiagnosticRule LaunchedGraphs { get; } = Rule("ORR4073", "graphs of kernels launched one by one",
        "`cuda-graphs` says that steps are captured as graphs, and the `engine` launches every kernel from its host.",
        "Remove `cuda-graphs`, or take an engine whose releases have no `launch`.");
}
