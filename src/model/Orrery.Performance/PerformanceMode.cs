namespace Orrery.Performance;

/// <summary>How optimistic the step model is.</summary>
public enum PerformanceMode
{
    /// <summary>Peak rates, no overheads: the bound that physics sets.</summary>
    Ideal,

    /// <summary>Achievable rates and overheads, from the catalog's measurements.</summary>
    Calibrated,
}
