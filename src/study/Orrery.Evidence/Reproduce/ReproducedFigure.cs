using System.Globalization;

namespace Orrery.Evidence;

/// <summary>One published figure beside ours. Made by <see cref="Number"/>, <see cref="Truth"/>, <see cref="Unreproducible"/> or <see cref="Ours(string, string, double, string)"/>.</summary>
public sealed record ReproducedFigure
{
    // Closer than this nobody would call two models different.
    const double Same = 0.01;
    const double Rounding = 1e-9;

    /// <summary>Its id, unique among all publications, e.g. <c>H3-4</c> or <c>LIMINAL TP8 4K</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What is computed, from what: <c>batch gain with a shared prefix of 1M tokens</c>.</summary>
    public required string Input { get; init; }

    /// <summary>Where in the publication: <c>Table 3</c>, <c>§4.2</c>; empty for the publication as a whole.</summary>
    public string Place { get; init; } = "";

    /// <summary>Unit of both numbers; empty for pure numbers and truths.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The published number, in <see cref="Unit"/>, with as many digits as were published; null for truths and where none was.</summary>
    public decimal? PublishedNumber { get; init; }

    /// <summary>How it bounds ours.</summary>
    public Relation Relation { get; init; }

    /// <summary>Our number, in <see cref="Unit"/>; null for truths and where there is none.</summary>
    public double? OurNumber { get; init; }

    /// <summary>The published truth; null for numbers.</summary>
    public bool? PublishedTruth { get; init; }

    /// <summary>Our truth; null for numbers.</summary>
    public bool? OurTruth { get; init; }

    /// <summary>How far ours may be off, relative to the published number.</summary>
    public double Tolerance { get; init; } = Same;

    /// <summary>What ours rests on.</summary>
    public Basis Basis { get; init; }

    /// <summary>Why there is no figure of ours, or why it is known to miss; null where a figure should hold.</summary>
    public string? Why { get; init; }

    /// <summary>Ours minus published, relative to published; null for truths, and 0 where a bound holds.</summary>
    public double? Difference => (PublishedNumber, OurNumber) is not ({ } published, { } ours) ? null
        : Relation == Relation.AtLeast && ours >= (double)published || Relation == Relation.AtMost && ours <= (double)published ? 0
        : published == 0 ? ours - (double)published
        : (ours - (double)published) / Math.Abs((double)published);

    /// <summary>The verdict.</summary>
    public Verdict Verdict => Comparison is var verdict && Basis != Basis.Computed && verdict is Verdict.Reproduced or Verdict.Within ? Verdict.Agrees : verdict;

    Verdict Comparison => this switch
    {
        { PublishedTruth: { } published, OurTruth: { } ours } => published == ours ? Verdict.Reproduced : Verdict.Missed,
        { OurNumber: null, OurTruth: null } => Verdict.NotReproducible,
        { PublishedNumber: null } => Verdict.Information,
        _ when Math.Abs(OurNumber!.Value - (double)PublishedNumber!.Value) <= HalfLastDigit || Math.Abs(Difference!.Value) <= Math.Min(Same, Tolerance) + Rounding => Verdict.Reproduced,
        _ => Math.Abs(Difference!.Value) <= Tolerance ? Verdict.Within : Verdict.Missed,
    };

    /// <summary>Whether the verdict is what the figure is declared to be: missed or not reproducible with a reason why, and otherwise neither.</summary>
    public bool AsDeclared => Verdict is Verdict.Missed or Verdict.NotReproducible ? Why is not null : Why is null;

    /// <summary>The verdict in words.</summary>
    public string Word => Verdict switch
    {
        Verdict.Reproduced => "reproduced",
        Verdict.Within => string.Create(CultureInfo.InvariantCulture, $"within {100 * Tolerance:0.##} %"),
        Verdict.Missed => "missed",
        Verdict.Agrees => "agrees",
        Verdict.NotReproducible => "not reproducible",
        _ => "for information",
    };

    /// <summary>The published value for people.</summary>
    public string PublishedText => PublishedTruth is { } truth ? Yes(truth)
        : PublishedNumber is { } number ? WithUnit($"{Relation switch { Relation.AtLeast => "≥ ", Relation.AtMost => "≤ ", _ => "" }}{number.ToString(CultureInfo.InvariantCulture)}") : "–";

    /// <summary>Our value for people.</summary>
    public string OursText => OurTruth is { } truth ? Yes(truth) : OurNumber is { } number ? WithUnit(Digits(number)) : "–";

    /// <summary>The basis in a word; a dash where there is no figure of ours.</summary>
    public string BasisText => OurNumber is null && OurTruth is null ? "–" : Basis switch { Basis.Input => "input", Basis.Fitted => "fitted", Basis.Arithmetic => "arithmetic", _ => "computed" };

    double HalfLastDigit => PublishedNumber is { } number && Relation == Relation.Equal && Tolerance > 0 ? 0.5 * Math.Pow(10, -number.Scale) * (1 + Rounding) : 0;

    /// <summary>A number that was published.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="input">What is computed.</param>
    /// <param name="published">As published, digit by digit.</param>
    /// <param name="ours">What our models say.</param>
    /// <param name="unit">Unit of both.</param>
    /// <param name="tolerance">Relative tolerance; 0 asks for equality.</param>
    public static ReproducedFigure Number(string id, string input, decimal published, double ours, string unit = "", double tolerance = Same)
        => new() { Id = id, Input = input, PublishedNumber = published, OurNumber = ours, Unit = unit, Tolerance = tolerance };

    /// <summary>A truth that was published: that something fits, that one thing is more than another.</summary>
    public static ReproducedFigure Truth(string id, string input, bool published, bool ours)
        => new() { Id = id, Input = input, PublishedTruth = published, OurTruth = ours };

    /// <summary>A published number that nothing published lets one compute.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="input">What it is.</param>
    /// <param name="published">As published.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="why">What is missing.</param>
    public static ReproducedFigure Unreproducible(string id, string input, decimal? published, string unit, string why)
        => new() { Id = id, Input = input, PublishedNumber = published, Unit = unit, Why = why };

    /// <summary>A number of ours that nobody published.</summary>
    public static ReproducedFigure Ours(string id, string input, double ours, string unit = "") => new() { Id = id, Input = input, OurNumber = ours, Unit = unit };

    string WithUnit(string number) => Unit.Length == 0 ? number : Unit is "×" ? number + Unit : $"{number} {Unit}";

    static string Yes(bool truth) => truth ? "yes" : "no";

    // Four significant digits; more before the point where there are more.
    static string Digits(double number) => !double.IsFinite(number) || Math.Abs(number) >= 1000
        ? number.ToString("0", CultureInfo.InvariantCulture)
        : double.Parse(number.ToString("E3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("0.##########", CultureInfo.InvariantCulture);
}
