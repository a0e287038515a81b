using System.Collections.Immutable;

namespace Orrery.Serving;

/// <summary>What one release of an engine was measured to add.</summary>
/// <param name="Version">The release; empty where records do not name it.</param>
/// <param name="Overheads">What it adds to kernels.</param>
/// <param name="Points">Recorded runs that it was fitted to.</param>
/// <param name="Residual">Median relative error of times per output token, or of throughputs, over those.</param>
/// <param name="StartResidual">Median relative error of times to a first token over those; 0 where none were recorded.</param>
public sealed record EngineRelease(string Version, EngineOverheads Overheads, int Points = 0, double Residual = 0, double StartResidual = 0);

/// <summary>What a range is of.</summary>
public enum RangeOf
{
    /// <summary>The time per output token.</summary>
    Tpot,

    /// <summary>The time to a first token.</summary>
    Ttft,
}

/// <summary>Models that predictions are off by alike.</summary>
public enum RangeRegime
{
    /// <summary>Models without experts.</summary>
    Dense,

    /// <summary>Models with experts, and engines that compute prompts apart from those that generate.</summary>
    Mixture,
}

/// <summary>What of a run no figure was fitted to.</summary>
public enum Unseen
{
    /// <summary>Nothing: both the model and the accelerator were measured under the engine.</summary>
    Neither,

    /// <summary>The model was not measured.</summary>
    Model,

    /// <summary>The accelerator was not measured.</summary>
    System,
}

/// <summary>How far measured runs were from what was predicted without them: the middle 80 % of measured over predicted.</summary>
/// <param name="Of">What is predicted.</param>
/// <param name="Regime">The models.</param>
/// <param name="Unseen">What was held back as a whole.</param>
/// <param name="Low">One run in ten is below this times the prediction.</param>
/// <param name="High">One in ten is above this times it.</param>
/// <param name="Points">Runs held back.</param>
public sealed record EngineRange(RangeOf Of, RangeRegime Regime, Unseen Unseen, double Low, double High, int Points);

/// <summary>A serving engine as it was measured, release by release.</summary>
public sealed record EngineSpec
{
    /// <summary>The catalog's name, e.g. <c>vllm</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name that people use; empty where the entry gives none.</summary>
    public string Title { get; init; } = "";

    /// <summary>The version that was asked for; null for the newest.</summary>
    public string? Asked { get; init; }

    /// <summary>What was measured; at least one.</summary>
    public required ImmutableArray<EngineRelease> Releases { get; init; }

    /// <summary>Accelerators that it was measured on, by the catalog's names.</summary>
    public ImmutableArray<string> Systems { get; init; } = [];

    /// <summary>Models that it was measured with, by the catalog's names.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>How far off predictions of held-out runs were.</summary>
    public ImmutableArray<EngineRange> Ranges { get; init; } = [];

    /// <summary>
    /// The measured release nearest to <see cref="Asked"/>, the later of two that are equally near. Where nothing is asked for, or what is has no number,
    /// all releases together where they were fitted so, else the newest.
    /// </summary>
    public EngineRelease Release
    {
        get
        {
            var asked = Asked is null ? null : EngineVersion.Number(Asked);
            double Distance(EngineRelease release) => (asked, EngineVersion.Number(release.Version)) switch
            {
                _ when release.Version == Asked => -1, // pre-releases share their numbers
                (null, null) => -1,
                (_, null) => double.PositiveInfinity,
                (null, _) => 0,
                ({ } wanted, { } number) => Math.Abs(number - wanted),
            };
            return Releases.MinBy(release => (Distance(release), -(EngineVersion.Number(release.Version) ?? 0)))!;
        }
    }

    /// <summary>The release nearest to a version, as records write it.</summary>
    public EngineRelease Of(string version) => (this with { Asked = version }).Release;

    /// <summary>What the engine adds to kernels.</summary>
    public EngineOverheads Overheads => Release.Overheads;

    /// <summary>Whether the release that was asked for is one of the measured, in its major and minor number.</summary>
    public bool IsMeasured => Asked is null || (EngineVersion.Number(Asked) is { } asked && EngineVersion.Number(Release.Version) is { } nearest && Math.Floor(asked) == Math.Floor(nearest));
}
