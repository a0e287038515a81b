namespace Orrery.Performance;

/// <summary>What a step model assumes beyond the data sheet.</summary>
/// <param name="Mode">How optimistic it is.</param>
/// <param name="CollectiveOverlap">Share of the time of collectives that runs beside computation, 0 to 1.</param>
public sealed record PerformanceOptions(PerformanceMode Mode = PerformanceMode.Calibrated, double CollectiveOverlap = 0);
