using Orrery.Units;

namespace Orrery.Hardware.Memory;

/// <summary>
/// An HBM stack cut down from the full one: same bandwidth a channel, less capacity, shorter wires ("HBM-CO", arXiv 2602.18568 §IV).
/// The full stack has 4 ranks, 4 banks a group and 4 channels a layer.
/// </summary>
/// <param name="Ranks">Ranks of four layers, 1–4.</param>
/// <param name="BanksPerGroup">1, 2 or 4.</param>
/// <param name="ChannelsPerLayer">1–4.</param>
/// <param name="SubarrayFraction">Share of the sub-arrays kept: 0.5, 0.75 or 1.</param>
public readonly record struct HbmStack(int Ranks, int BanksPerGroup, int ChannelsPerLayer, double SubarrayFraction)
{
    /// <summary>Layers of DRAM.</summary>
    public int Layers => 4 * Ranks;

    /// <summary>Bytes it holds: 48 GiB times the share of each dimension that is kept.</summary>
    public Bytes Capacity => new(48.0 * (1L << 30) * Ranks / 4 * BanksPerGroup / 4 * ChannelsPerLayer / 4 * SubarrayFraction);

    /// <summary>Peak rate of reading: 256 GB/s a channel of each layer.</summary>
    public BytesPerSecond Bandwidth => new(256e9 * ChannelsPerLayer);

    /// <summary>
    /// Millimetres from a cell to the stack's vias: a constant and a part that grows with the side of a die that holds so many cells.
    /// Fitted to the energies of the full and of the smallest stack.
    /// </summary>
    public double RouteMillimeters => 1.783 + 7.347 * Math.Sqrt(CellsPerLayer);

    /// <summary>Energy of reading over the route that the stack's own size gives.</summary>
    public JoulesPerByte OwnReadEnergy => ReadEnergy(RouteMillimeters);

    /// <summary>
    /// Cost over that of the full stack: a base die and the periphery of each layer that grow with the channels, and cells. Fitted to the paper's
    /// costs per gigabyte of the smallest stack (1.81 times the full one's) and of one of two ranks and one bank a group (1.6 times).
    /// </summary>
    public double RelativeCost => 0.0264 * ChannelsPerLayer / 4 + Layers * (0.0087 * ChannelsPerLayer / 4 + 0.0521 * CellsPerLayer);

    /// <summary>Cost of a byte over that of a byte of the full stack.</summary>
    public double RelativeCostPerByte => RelativeCost / (Capacity / new HbmStack(4, 4, 4, 1).Capacity);

    // Of the full stack's.
    double CellsPerLayer => BanksPerGroup / 4.0 * ChannelsPerLayer / 4 * SubarrayFraction;

    /// <summary>
    /// Energy of reading: activation, the route across the die, through-silicon vias past half the layers on average, and the interface.
    /// </summary>
    /// <param name="routeMillimeters">Length of the route on the die; 9.13 mm for the full stack and 3.62 mm for the smallest fit the paper's points.</param>
    public JoulesPerByte ReadEnergy(double routeMillimeters)
    {
        const double Activate = 0.18, PerMillimeter = 0.2, PerLayer = 0.148, Interface = 0.25;
        var picojoulesPerBit = Activate + PerMillimeter * routeMillimeters + PerLayer * Layers / 2 + Interface;
        return new(picojoulesPerBit * 8e-12);
    }
}
