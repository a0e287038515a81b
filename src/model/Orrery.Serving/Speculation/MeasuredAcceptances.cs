using System.Collections.Immutable;

namespace Orrery.Serving;

/// <summary>Acceptance that was measured: models with their drafters, thinking or not.</summary>
public static class MeasuredAcceptances
{
    // InferenceX, golden_al_distribution/*.yaml at commit 843c625 (SemiAnalysis, Apache-2.0): coding prompts, drafts of one to eight tokens, the token that
    // always comes out included.
    /// <summary>Every measurement, by model, drafter and mode.</summary>
    public static ImmutableArray<MeasuredAcceptance> All { get; } =
    [
        new("deepseek-v4-pro-0813-dspark-thinking", [1.84, 2.51, 3.01, 3.36, 3.61, 3.77, 3.73, 3.47]),
        new("deepseek-v4-pro-mtp-thinking", [1.79, 2.27, 2.49, 2.54, 2.55, 2.55, 2.54, 2.58]),
        new("deepseek-v4-pro-mtp", [1.92, 2.61, 2.97, 3.0, 3.1, 3.16, 3.0, 3.11]),
        new("glm-5.2-mtp-thinking", [1.84, 2.5, 2.99, 3.33, 3.61, 3.78, 3.91, 4.06]),
        new("kimi-k2.5-eagle3-thinking", [1.83, 2.43, 2.88, 3.24, 3.46, 3.62, 3.71, 3.77]),
        new("kimi-k2.5-eagle3", [1.8, 2.33, 2.75, 3.06, 3.25, 3.43, 3.46, 3.51]),
        new("kimi-k3-dspark-thinking", [1.84, 2.45, 2.87, 3.22, 3.44, 3.54, 3.78, 3.88]),
        new("kimi-k3-dspark-block-thinking", [1.85, 2.51, 3.0, 3.36, 3.62, 3.75, 3.84, 4.0]),
        new("minimax-m3-eagle3-thinking", [1.78, 2.38, 2.83, 3.11, 3.35, 3.45, 3.53, 3.74]),
        new("minimax-m3-eagle3", [1.84, 2.52, 2.93, 3.41, 3.59, 3.57, 3.85, 4.06]),
        new("minimax-m3-eagle3-gqa-thinking", [1.79, 2.39, 2.78, 3.02, 3.21, 3.3, 3.52, 3.51]),
        new("minimax-m3-eagle3-gqa", [1.83, 2.46, 2.97, 3.29, 3.72, 3.76, 3.75, 3.93]),
        new("qwen3.5-397b-mtp-thinking", [1.93, 2.73, 3.39, 3.97, 4.41, 4.8, 5.04, 5.21]),
        new("qwen3.5-397b-mtp", [1.92, 2.7, 3.33, 3.83, 4.2, 4.48, 4.73, 4.71]),
    ];
}
