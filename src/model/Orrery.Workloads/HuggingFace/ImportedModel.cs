using System.Collections.Immutable;

namespace Orrery.Workloads.HuggingFace;

/// <summary>Why a configuration could not be read.</summary>
/// <param name="Id">Stable id: ORR2101 not JSON, 2102 a key is missing, 2103 a value of the wrong kind, 2104 a value out of bounds, 2105 an architecture that cannot be described, 2106 values that contradict each other.</param>
/// <param name="Path">Where in the document, e.g. <c>text_config.hidden_size</c>; empty for the whole.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record ConfigProblem(string Id, string Path, string Message, string? Hint = null);

/// <summary>What a configuration says.</summary>
/// <param name="Model">The architecture; null where there are problems.</param>
/// <param name="Precision">The formats that its weights are shipped in.</param>
/// <param name="Notes">What was assumed or left out.</param>
/// <param name="Problems">Why there is no model; empty where there is one.</param>
public sealed record ImportedModel(ModelSpec? Model, PrecisionSpec Precision, ImmutableArray<string> Notes, ImmutableArray<ConfigProblem> Problems);
