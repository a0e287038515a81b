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

        /// <summary>Bytes read for each byte of weights: whole accesses where weights do not lie together.</summary>
        public double WeightAmplification => tier.WeightPiece is { } piece ? 1 / tier.UsefulFraction(piece) : 1;

        /// <summary>What of the latency stands at the start of every operator, because reading ahead begins too late to hide it.</summary>
        public Seconds ExposedLatency => tier.PrefetchLead is { } lead ? Seconds.Max(default, tier.Latency - lead) : default;

        /// <summary>
        /// Bandwidth that reads of one size at random places reach: as measured, linear in the logarithm of the size and proportional to it under the smallest;
        /// where nothing was measured, what streaming reads reach less what whole pages waste.
        /// </summary>
        public BytesPerSecond RandomReadBandwidth(Bytes request)
        {
            var (stream, points) = (tier.EffectiveReadBandwidth, tier.RandomReads);
            if (points.IsEmpty) return stream * tier.UsefulFraction(request);
            if (request <= points[0].Size) return BytesPerSecond.Min(stream, points[0].Bandwidth * (request / points[0].Size));
            var next = 1;
            while (next < points.Length && points[next].Size < request) next++;
            if (next == points.Length) return BytesPerSecond.Min(stream, points[^1].Bandwidth);
            var (below, above) = (points[next - 1], points[next]);
            var at = Math.Log(request / below.Size) / Math.Log(above.Size / below.Size);
            return BytesPerSecond.Min(stream, new(double.Lerp(below.Bandwidth.Value, above.Bandwidth.Value, at)));
        }

        /// <summary>
        /// Years until the cells are worn out, with wear spread evenly; infinite where endurance has no bound.
        /// </summary>
        /// <param name="written">Mean rate of writing by the accelerator.</param>
        public double YearsToWearOut(BytesPerSecond written) => tier.EnduranceCycles is { } cycles
            ? tier.Capacity.Value * cycles / (written.Value * tier.WriteAmplification) / Year
            : double.PositiveInfinity;

        /// <summary>Share of the cells' life that writing so many bytes takes, with wear spread evenly; 0 where endurance has no bound.</summary>
        /// <param name="written">Bytes written by the accelerator.</param>
        public double Wear(Bytes written) => tier.EnduranceCycles is { } cycles ? written.Value * tier.WriteAmplification / (tier.Capacity.Value * cycles) : 0;
    }
}
