using System.Collections.Immutable;
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

    public static readonly NumberShape<int> TokenShape = new(Bound.AtLeast(1));
    public static readonly QuantityShape<Seconds> TimeShape = new(Bound.Positive);

    public static readonly Key<ImmutableArray<int>> Tokens = Keys.List("tokens", "Tokens through the layers, ascending.", TokenShape, 2).Required();
    public static readonly Key<ImmutableArray<Seconds>> Times = Keys.List("times", "Time of a step with so many tokens, not falling.", TimeShape, 2).Required();

    public static readonly KeyTable PiecewiseTable = new("piecewise", "A step's time by its tokens, straight between points and beyond the last, fitted to an engine.", Tokens, Times, PerAttendedToken);

    public static readonly Key<FittedSteps> Piecewise = Keys.Table("piecewise", "Times by tokens.", () => PiecewiseTable, BindPiecewise);

    public static readonly Key<string> Measured = Keys.Text("measured", "Folder of layer tables (`dense.csv`, `per_sequence.csv`, `attention.csv`, `moe.csv`) measured on one tensor rank; a relative path counts from the scenario's folder.");
    public static readonly Key<FittedSteps> Fitted = Keys.Table("fitted", "A linear formula.", () => FittedTable, Bind);

    public static readonly KeyTable Table = new("timing", "Where step times come from: exactly one of `measured`, `fitted` and `piecewise`. Energy and the shares of operators stay those of the operator model.", Measured, Fitted, Piecewise);

    static FittedSteps Bind(MappingReader reader) => new(reader.Get(Base), reader.Get(PerPrefillToken), reader.Get(PerDecodeSequence), reader.Get(PerAttendedToken));

    static FittedSteps BindPiecewise(MappingReader reader)
    {
        var (tokens, times) = (reader.Get(Tokens), reader.Get(Times));
        if (tokens.Length != times.Length || !Rises(tokens, strictly: true) || !Rises([.. times.Select(static time => time.Value)], strictly: false))
            reader.Diagnostics.Error(DiagnosticRules.NotACurve, reader.At(Times), $"'{reader.Path}' is no rising curve: {tokens.Length} tokens and {times.Length} times", "give as many times as tokens; tokens ascend, and times do not fall");
        return new(default, default, default, reader.Get(PerAttendedToken)) { Curve = [.. tokens.Zip(times, static (count, time) => new StepPoint(count, time))] };
    }

    static bool Rises<T>(ImmutableArray<T> values, bool strictly) where T : IComparable<T>
    {
        for (var i = 1; i < values.Length; i++)
            if (values[i].CompareTo(values[i - 1]) is var order && (order < 0 || (strictly && order == 0))) return false;
        return true;
    }
}
