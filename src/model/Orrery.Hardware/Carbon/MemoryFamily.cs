namespace Orrery.Hardware.Carbon;

/// <summary>How a memory is made, as far as footprints tell kinds apart.</summary>
enum MemoryFamily
{
    /// <summary>DRAM beside or on the accelerator's board.</summary>
    BoardDram,

    /// <summary>DRAM in modules.</summary>
    Dram,

    /// <summary>Low-power DRAM.</summary>
    LowPowerDram,

    /// <summary>NAND flash.</summary>
    Flash,

    /// <summary>Part of the logic die.</summary>
    OnDie,
}

static class MemoryFamilies
{
    public static MemoryFamily Family(this MemoryTierSpec tier)
    {
        var technology = tier.Technology;
        bool Has(string text) => technology.Contains(text, StringComparison.OrdinalIgnoreCase);
        if (Has("HBF") || Has("NAND") || Has("flash") || Has("NVMe")) return MemoryFamily.Flash;
        if (Has("SRAM")) return MemoryFamily.OnDie;
        if (Has("LPDDR")) return MemoryFamily.LowPowerDram;
        return Has("HBM") || Has("GDDR") ? MemoryFamily.BoardDram : MemoryFamily.Dram;
    }
}
