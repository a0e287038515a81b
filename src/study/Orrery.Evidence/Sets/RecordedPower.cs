using Orrery.Evaluation;

namespace Orrery.Evidence;

/// <summary>A run whose power was recorded.</summary>
/// <param name="Point">The run; its measured number is the mean power of all devices, in watts.</param>
/// <param name="Engine">What ran it.</param>
/// <param name="Watts">What we say, of this engine or of the same on hardware with other parameters.</param>
sealed record RecordedPower(EvidencePoint Point, EngineModel Engine, Func<EngineModel, double> Watts);
