namespace Orrery.Hardware.Collectives;

/// <summary>One way of doing a collective: an affine cost in the size V that the collective is defined on.</summary>
/// <param name="Name">The algorithm, e.g. <c>ring</c>.</param>
/// <param name="LatencySeconds">Time of an empty message through every step.</param>
/// <param name="SecondsPerByte">Time that each byte of V adds.</param>
/// <param name="SentPerByte">Bytes that one device puts on its links, forwarding included, per byte of V.</param>
/// <param name="Overlaps">True where the latency of a hop hides behind the transfer of the previous one (DMA rings): the larger of both parts counts.</param>
/// <param name="Correction">Share of the bandwidth that is reached at 64 B, 128 B, 256 B, …; null where it is constant.</param>
/// <param name="HiddenSeconds">Latency of steps beyond the other, which hides behind the transfer the more the longer that is.</param>
readonly record struct AlgorithmCost(
    string Name, double LatencySeconds, double SecondsPerByte, double SentPerByte, bool Overlaps = false, double[]? Correction = null, double HiddenSeconds = 0)
{
    public double Seconds(double bytes)
    {
        var transfer = bytes * SecondsPerByte;
        if (Correction is { } table) transfer /= Interpolate(table, bytes / 64);
        if (HiddenSeconds > 0) transfer = Math.Sqrt(HiddenSeconds * HiddenSeconds + transfer * transfer);
        return Overlaps ? Math.Max(LatencySeconds, transfer) : LatencySeconds + transfer;
    }

    /// <summary>True where this is at least as good as the other at every size.</summary>
    public bool Dominates(in AlgorithmCost other) =>
        Correction is null && other.Correction is null && (Overlaps || !other.Overlaps)
        && LatencySeconds <= other.LatencySeconds && HiddenSeconds <= other.HiddenSeconds && SecondsPerByte <= other.SecondsPerByte;

    // The library rounds the size down to a power of two, which makes some messages faster than smaller ones;
    // a straight line between its entries keeps them and is monotone, because no entry is twice its predecessor.
    static double Interpolate(double[] table, double size)
    {
        if (size <= 1) return table[0];
        var below = Math.ILogB(size);
        if (below >= table.Length - 1) return table[^1];
        var fraction = Math.ScaleB(size, -below) - 1;
        return table[below] + fraction * (table[below + 1] - table[below]);
    }
}
