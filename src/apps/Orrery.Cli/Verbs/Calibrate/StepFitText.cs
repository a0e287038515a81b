using System.Globalization;
using Orrery.Cli.Terminal;
using Orrery.Evidence;
using Orrery.Performance;
using Orrery.Units;

namespace Orrery.Cli.Verbs.Calibrate;

/// <summary>A fit to a log of steps, as the <c>timing</c> of a system.</summary>
static class StepFitText
{
    const int MostPieces = 64;

    public static void Write(Session session, string log, int pieces)
    {
        if (pieces is < 0 or > MostPieces) throw new InputException($"'--pieces {pieces}' is not between 0 and {MostPieces}");
        var path = session.Resolve(log);
        if (!File.Exists(path)) throw new InputException($"the file '{log}' does not exist");
        try
        {
            using var text = new StreamReader(path);
            var fit = StepFit.Fit(Path.GetFileName(path), text, pieces);
            session.Output.WriteLine(Invariant($"# fitted to {fit.Fitted:#,0} steps; on {fit.HeldBack:#,0} held back: median error {fit.MedianError:0.0%}, 90th percentile {fit.P90Error:0.0%}, bias {fit.Bias:+0.0%;-0.0%}"));
            session.Output.WriteLine($"timing: {{ {Formula(fit.Steps)} }}");
        }
        catch (EvidenceException exception)
        {
            throw new InputException(exception.Message, exception.Hint);
        }
    }

    static string Formula(FittedSteps steps) => steps.Curve.IsEmpty
        ? $"fitted: {{ base: {Text(steps.Base)}, per-prefill-token: {Text(steps.PerPrefillToken)}, per-decode-sequence: {Text(steps.PerDecodeSequence)}, per-attended-token: {Text(steps.PerAttendedToken)} }}"
        : $"piecewise: {{ tokens: [{string.Join(", ", steps.Curve.Select(static point => point.Tokens))}], times: [{string.Join(", ", steps.Curve.Select(static point => Text(point.Time)))}], per-attended-token: {Text(steps.PerAttendedToken)} }}";

    static string Text(Seconds seconds) => QuantityText.Format(seconds, 5);

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
