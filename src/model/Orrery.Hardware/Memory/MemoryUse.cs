using Orrery.Units;

namespace Orrery.Hardware.Memory;

/// <summary>What using a memory tier in a certain way means for it.</summary>
public static class MemoryUse
{
    const double Year = 365.25 * 86400;

    extension(MemoryTierSpec tier)
    {
        /// <summary>Bytes that must be in flight to reach the peak read bandwidth: bandwidth times latency (Little's law).</summary>
        public Bytes InFlightForPeak => tier.ReadBandwidth * tier.Latency;

        /// <summary>Share of the bytes read that a request of a size uses, the rest being fetched only because reads come in whole pages.</summary>
        public double UsefulFraction(Bytes request)
        {
            if (request <= Bytes.Zero) throw new ArgumentOutOfRangeException(nameof(request), request, "A request asks for something.");
            return request.Value / (Math.Ceiling(request / tier.AccessSize) * tier.AccessSize.Value);
        }

        /// <summary>
        /// Years until the cells are worn out, with wear spread evenly; infinite where endurance has no bound.
        /// </summary>
        /// <param name="written">Mean rate of writing by the accelerator.</param>
        /// <param name="writeAmplification">Bytes that reach the cells per byte written.</param>
        public double YearsToWearOut(BytesPerSecond written, double writeAmplification = 1) => tier.EnduranceCycles is { } cycles
            ? tier.Capacity.Value * cycles / (written.Value * writeAmplification) / Year
            : double.PositiveInfinity;
    }
}
