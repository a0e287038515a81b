namespace Orrery.Workloads;

/// <summary>The part of a model that makes prompt tokens from images or sound, at 16 bits.</summary>
/// <param name="Parameters">Its parameters; every position passes all of them. What positions attend to each other is not counted: for a ViT-L of 576 patches a tenth of the work.</param>
/// <param name="PositionsPerToken">Patches or frames that become one token of the prompt: 4 where two by two patches are merged.</param>
public sealed record EncoderSpec(double Parameters, double PositionsPerToken = 1);
