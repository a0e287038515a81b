using System.Globalization;
using System.Text.Json.Nodes;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Scenarios;

/// <summary>The keys of what counts in a result.</summary>
static class MeasurementKeys
{
    public static readonly Key<WarmUpSpec> WarmUp = new Key<WarmUpSpec>(
        "warm-up", "What at the beginning of a run counts in no latency: `none`, a time, a share of the requests, or `auto`, which finds where the steady state begins.", new WarmUpShape()).Or(WarmUpSpec.None);

    public static readonly KeyTable Table = new("measurement", "What counts in a result.", WarmUp);

    public static readonly TableShape<WarmUpSpec> Shape = new(() => Table, static reader => reader.Get(WarmUp)!);
}

/// <summary>What a warm-up looks like: <c>none</c>, <c>auto</c>, <c>10 s</c> or <c>10 %</c>.</summary>
sealed record WarmUpShape : Shape<WarmUpSpec>
{
    const string None = "none", Auto = "auto";

    static readonly QuantityShape<Seconds> Time = new(Bound.Positive);

    public override string Words => "none, auto, a time such as '10 s' or a share of the requests such as '10 %'";

    public override bool TryRead(Node node, Reading reading, string path, out WarmUpSpec value)
    {
        value = WarmUpSpec.None;
        if (!TryScalar(node, reading, path, out var scalar)) return false;
        if (scalar.Text == None) return true;
        if (scalar.Text == Auto)
        {
            value = WarmUpSpec.Auto;
            return true;
        }
        if (scalar.Text.EndsWith('%') && double.TryParse(scalar.Text.AsSpan()[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent))
        {
            if (percent is > 0 and < 100) value = WarmUpSpec.OfRequests(percent / 100);
            else reading.Diagnostics.Error(DiagnosticRules.OutOfBounds, node.At, $"'{path}' is {Quote.Short(scalar.Text)}; it must be over 0 % and under 100 %", "leave out e.g. '10 %' of the requests");
            return percent is > 0 and < 100;
        }
        if (scalar.Text.Length == 0 || char.IsLetter(scalar.Text[0]))
        {
            reading.Diagnostics.Error(DiagnosticRules.NotQuantity, node.At, $"'{path}' is '{Quote.Short(scalar.Text)}'", $"write {Words}");
            return false;
        }
        if (!Time.TryRead(node, reading, path, out var time)) return false;
        value = WarmUpSpec.For(time);
        return true;
    }

    public override string Format(WarmUpSpec value) => value switch
    {
        { Time: { } time } => Time.Format(time),
        { Share: { } share } => string.Create(CultureInfo.InvariantCulture, $"{100 * share:R} %"),
        _ => value.IsAuto ? Auto : None,
    };

    public override JsonObject Schema(SchemaTables tables) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["enum"] = new JsonArray(None, Auto) },
            new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9.]+ *%$" },
            Time.Schema(tables)),
    };
}
