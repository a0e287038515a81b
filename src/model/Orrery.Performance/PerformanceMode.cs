namespace Orrery.Performance;

/// <summary>How optimistic the step model is.</summary>
public enum PerformanceMode
{
    /// <summary>The data sheet's roofline: peak rates, no launches, no power limit, pointwise work fused into the multiplications before it.</summary>
    Ideal,

    /// <summary>Achievable rates and overheads, from the catalog's measurements.</summary>
    Calibrated,
}
