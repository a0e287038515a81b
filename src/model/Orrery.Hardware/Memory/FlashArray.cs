using Orrery.Units;

namespace Orrery.Hardware.Memory;

/// <summary>
/// Flash cells from the bottom up: planes that each read or program one page at a time and then move it out. What a part gives follows:
/// with all planes at work, bandwidth is planes · page / (time of the array + page / rate of a plane's port).
/// </summary>
/// <param name="Dies">Dies of the part.</param>
/// <param name="PlanesPerDie">Planes of a die.</param>
/// <param name="Page">Bytes that a plane reads at once.</param>
/// <param name="ReadTime">Time of a page from cells to the plane's register (tR).</param>
/// <param name="ProgramTime">Time of a page from register to cells (tPROG).</param>
/// <param name="PlanePort">Rate at which a plane's register is moved out; null where that hides behind the next read.</param>
/// <param name="DieCapacity">Bytes of a die.</param>
public sealed record FlashArray(int Dies, int PlanesPerDie, Bytes Page, Seconds ReadTime, Seconds ProgramTime, BytesPerSecond? PlanePort, Bytes DieCapacity)
{
    /// <summary>Planes of the part.</summary>
    public int Planes => Dies * PlanesPerDie;

    /// <summary>Bytes of the part.</summary>
    public Bytes Capacity => DieCapacity * Dies;

    /// <summary>Time from a request to the last byte of its page.</summary>
    public Seconds Latency => ReadTime + Transfer;

    /// <summary>Rate with every plane reading.</summary>
    public BytesPerSecond ReadBandwidth => Page * Planes / Latency;

    /// <summary>Rate with every plane programming.</summary>
    public BytesPerSecond WriteBandwidth => Page * Planes / (ProgramTime + Transfer);

    /// <summary>Bytes in flight with every plane at work: a page each.</summary>
    public Bytes InFlight => Page * Planes;

    Seconds Transfer => PlanePort is { } port ? Page / port : default;
}
