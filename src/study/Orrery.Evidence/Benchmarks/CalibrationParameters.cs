using System.Globalization;
using Orrery.Scenarios;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>A calibration as coordinates of a search: each is zero at the catalog's, and one where it is as far from it as systems of one kind are from each other.</summary>
/// <param name="step">Host time of a step that the catalog knows of the engine.</param>
/// <param name="sequence">Host time of a sequence.</param>
/// <param name="doubt">How much farther off kernels may be than on an architecture that was measured.</param>
sealed class CalibrationParameters(Seconds step, Seconds sequence, double doubt)
{
    // Standard deviations of logarithms: kernels' fits are some 10 to 20 % off, twice that on architectures that were not measured.
    const double PrefillSpread = 0.25, DecodeSpread = 0.15, Unmeasured = 2;

    // Host times of engines as fitted to recorded runs lie between nothing and a few times as much as these.
    const double LeastStep = 300e-6, LeastSequence = 15e-6, LeastFirstToken = 15e-3, HostSpread = 1;

    // What is written down is what was scored.
    const int Digits = 5;

    const double FewestTimes = 0.05, MostTimes = 20;

    /// <summary>Coordinates.</summary>
    public const int Count = 5;

    /// <summary>The catalog's system.</summary>
    public static double[] Start => new double[Count];

    /// <summary>The coordinates around what the catalog knows of a system's engine.</summary>
    public static CalibrationParameters Of(SystemPlan system)
    {
        var engine = system.Serving.Engine?.Overheads;
        return new(engine?.HostTime(system.Model) ?? default, engine?.Sequence ?? default, system.System.Accelerator.Calibration is null ? Unmeasured : 1);
    }

    /// <summary>The calibration at a place.</summary>
    public SystemCalibration At(double[] x) => new()
    {
        Prefill = Rounded(Math.Clamp(Math.Exp(doubt * PrefillSpread * x[0]), FewestTimes, MostTimes)),
        Decode = Rounded(Math.Clamp(Math.Exp(doubt * DecodeSpread * x[1]), FewestTimes, MostTimes)),
        Step = Host(step.Value, LeastStep, x[2]),
        Sequence = Host(sequence.Value, LeastSequence, x[3]),
        FirstToken = Host(0, LeastFirstToken, x[4]),
    };

    // Logarithmic above what is known, and the same at zero: what is not known may stay nothing.
    static Seconds Host(double known, double least, double x)
    {
        var time = new Seconds(Math.Max(0, known + Math.Max(known, least) * (Math.Exp(HostSpread * x) - 1)));
        return QuantityText.TryParse<Seconds>(QuantityText.Format(time, Digits), out var written, out _) ? written : time;
    }

    static double Rounded(double value) => double.Parse(value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
