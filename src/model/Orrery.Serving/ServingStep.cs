using Orrery.Simulation;

namespace Orrery.Serving;

/// <summary>A step of one replica that has ended.</summary>
/// <param name="Replica">The replica; of data ranks with queues of their own, the rank, counted through all replicas.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="Decodes">Sequences that decoded.</param>
/// <param name="Prompts">Sequences whose prompts it computed, or parts of them.</param>
/// <param name="PromptTokens">Tokens of those prompts.</param>
/// <param name="OutputTokens">Tokens out at its end.</param>
/// <param name="Running">Sequences that were running during the step.</param>
/// <param name="Waiting">Requests that were waiting at its end.</param>
/// <param name="KvShare">Share of the replica's cache that running sequences held during the step.</param>
public readonly record struct ServingStep(
    int Replica, SimTime Start, SimTime End, int Decodes, int Prompts, int PromptTokens, int OutputTokens, int Running, int Waiting, double KvShare);
