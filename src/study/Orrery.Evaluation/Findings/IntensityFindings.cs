using System.Globalization;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>Where memory ends a batch before the arithmetic is full.</summary>
static class IntensityFindings
{
    /// <summary>Said only of a system whose decodes run near what its memory holds: with few sequences a larger memory would stay empty.</summary>
    public static Finding? Capacity(SystemCase s)
    {
        if (s.Analytic.Intensity is not { CapacityBound: true } of || of.Batch < of.LargestBatch / 2) return null;
        return new(FindingLevel.Hint, "capacity-bound", string.Create(CultureInfo.InvariantCulture,
            $"Capacity bounds decode: memory holds {of.LargestBatch:#,0} sequences of mean length on an engine, and weights are read for enough tokens to reach the ridge only from {of.RidgeBatch:#,0} on. Each sequence takes {new Bytes(of.BytesPerSequence)}: more memory, a narrower cache or shorter contexts would raise both arithmetic and bandwidth that are used."));
    }
}
