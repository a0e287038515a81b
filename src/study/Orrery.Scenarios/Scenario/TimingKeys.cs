using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of where step times come from.</summary>
static class TimingKeys
{
    public const string Analytic = "analytic";
    static readonly Bound NotNegative = Bound.AtLeast(0);

    public static readonly Key<Seconds> Base = Keys.Quantity<Seconds>("base", "Time of every step.", Bound.Positive).Required();
    public static readonly Key<Seconds> PerPrefillToken = Keys.Quantity<Seconds>("per-prefill-token", "For each prompt token computed.", NotNegative).Required();
    public static readonly Key<Seconds> PerDecodeSequence = Keys.Quantity<Seconds>("per-decode-sequence", "For each sequence that decodes.", NotNegative).Required();
    public static readonly Key<Seconds> PerAttendedToken = Keys.Quantity<Seconds>("per-attended-token", "For each token that the decoding sequences attend to.", NotNegative).Required();

    public static readonly KeyTable FittedTable = new("fitted", "A step's time as a linear formula, fitted to an engine.", Base, PerPrefillToken, PerDecodeSequence, PerAttendedToken);

    public static readonly Key<string> Measured = Keys.Text("measured", "Folder of layer tables (`dense.csv`, `per_sequence.csv`, `attention.csv`, `moe.csv`) measured on one tensor rank; a relative path counts from the scenario's folder.");
    public static readonly Key<FittedSteps> Fitted = Keys.Table("fitted", "A linear formula.", () => FittedTable, Bind);

    public static readonly KeyTable Table = new("timing", "Where step times come from: exactly one of `measured` and `fitted`. Energy and the shares of operators stay those of the operator model.", Measured, Fitted);

    static FittedSteps Bind(MappingReader reader) => new(reader.Get(Base), reader.Get(PerPrefillToken), reader.Get(PerDecodeSequence), reader.Get(PerAttendedToken));
}
