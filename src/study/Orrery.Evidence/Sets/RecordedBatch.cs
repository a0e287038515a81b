using Orrery.Serving;

namespace Orrery.Evidence;

/// <summary>A recorded offline batch beside what our model says of it without the engine's overheads.</summary>
/// <param name="Point">The batch; what is predicted is the throughput without overheads.</param>
/// <param name="Waves">Times that the cache has to be filled.</param>
/// <param name="Sequences">Sequences of a wave.</param>
/// <param name="Layers">Layers of the model.</param>
/// <param name="Length">Tokens in, and tokens out, of each sequence.</param>
/// <param name="PrefillSeconds">Time of a wave's prompts.</param>
/// <param name="DecodeSeconds">Time of its further tokens.</param>
sealed record RecordedBatch(EvidencePoint Point, double Waves, int Sequences, int Layers, int Length, double PrefillSeconds, double DecodeSeconds)
{
    /// <summary>Tokens a second, in and out, with an engine's overheads.</summary>
    public double Throughput(EngineOverheads o)
    {
        var host = o.Step.Value + o.Sequence.Value * Sequences + o.Layer.Value * Layers;
        return 2.0 * Length * Point.Batch / (Waves * (o.Prompt * PrefillSeconds + DecodeSeconds + Length * host));
    }
}
