using Orrery.Hardware;
using Orrery.Performance;

namespace Orrery.Scenarios;

/// <summary>What the times of a system's kernels rest on.</summary>
public enum EfficiencySource
{
    /// <summary>Kernels that were measured on this very accelerator.</summary>
    Measured,

    /// <summary>Kernels that were measured on others of its architecture.</summary>
    Architecture,

    /// <summary>Shares of the data sheet that the catalog takes to be reached: nothing of the architecture was measured.</summary>
    Assumed,

    /// <summary>The data sheet itself, all of which is reached: the mode <c>ideal</c>.</summary>
    DataSheet,

    /// <summary>The scenario's <c>timing</c>.</summary>
    Timing,
}

/// <summary>Finds what the times of a system's kernels rest on.</summary>
public static class Efficiencies
{
    /// <summary>The source of a system's efficiencies.</summary>
    public static EfficiencySource Of(SystemPlan system) => system switch
    {
        { Timing: not null } => EfficiencySource.Timing,
        { Mode: PerformanceMode.Ideal } => EfficiencySource.DataSheet,
        { System.Accelerator: { Calibration: null } or { Execution: ExecutionStyle.Decoupled } } => EfficiencySource.Assumed,
        { KernelsMeasured: true } => EfficiencySource.Measured,
        _ => EfficiencySource.Architecture,
    };

    /// <summary>The source in words, e.g. <c>measured on this accelerator (hopper)</c>.</summary>
    public static string Words(SystemPlan system) => Of(system) switch
    {
        EfficiencySource.Timing => "as 'timing' has them",
        EfficiencySource.DataSheet => "all of the data sheet (mode ideal)",
        EfficiencySource.Assumed => "assumed: nothing of the architecture was measured",
        EfficiencySource.Measured => $"measured on this accelerator ({system.System.Accelerator.Calibration!.Name})",
        _ => $"measured on others of its architecture ({system.System.Accelerator.Calibration!.Name})",
    } + (system is { Calibration: not null, Mode: PerformanceMode.Calibrated } ? ", over them a benchmark of this system" : "");
}
