using System.Globalization;
using System.Text;
using Orrery.Hardware;

namespace Orrery.Evidence;

/// <summary>Writes a calibration as an entry of the catalog.</summary>
public static class CalibrationYaml
{
    /// <summary>The entry's text.</summary>
    /// <param name="calibration">The calibration.</param>
    /// <param name="source">Name of the document that its numbers come from.</param>
    public static string Write(CalibrationSpec calibration, string source)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"title: {char.ToUpperInvariant(calibration.Name[0])}{calibration.Name[1..]}, kernels\n");
        text.Append(CultureInfo.InvariantCulture, $"source: {source}\n");
        text.Append(CultureInfo.InvariantCulture, $"fitted: \"{calibration.Kernels.Sum(fit => fit.Points)} measured kernels; those of 0 points are another architecture's\"\n");
        text.Append("kernels:\n");
        foreach (var fit in calibration.Kernels)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{ kind: {Kebab(fit.Kind.ToString())}");
            if (fit.Format.Length > 0) text.Append(CultureInfo.InvariantCulture, $", format: {fit.Format}");
            if (fit.Version.Length > 0) text.Append(CultureInfo.InvariantCulture, $", version: {fit.Version}");
            text.Append(CultureInfo.InvariantCulture, $", launch: {Number(fit.Launch.Value * 1e6)} us");
            if (fit.Kind < KernelKind.AllReduce) text.Append(CultureInfo.InvariantCulture, $", compute: {Number(fit.Compute)}");
            text.Append(CultureInfo.InvariantCulture, $", memory: {Number(fit.Memory)}");
            if (fit.Activations > 0) text.Append(CultureInfo.InvariantCulture, $", activations: {Number(fit.Activations)}");
            if (fit.Elsewhere > 0) text.Append(CultureInfo.InvariantCulture, $", elsewhere: {Number(fit.Elsewhere)}");
            if (fit.Cache > 0) text.Append(CultureInfo.InvariantCulture, $", cache: {Number(fit.Cache)}");
            if (fit.Depth.Value > 0) text.Append(CultureInfo.InvariantCulture, $", depth: {Number(fit.Depth.Value * 1e9)} ns");
            if (fit.Unit.Value > 0) text.Append(CultureInfo.InvariantCulture, $", unit: {Number(fit.Unit.Value * 1e9)} ns");
            if (fit.Padding > 0) text.Append(CultureInfo.InvariantCulture, $", padding: {Number(fit.Padding)}");
            text.Append(CultureInfo.InvariantCulture, $", points: {fit.Points}, residual: {Number(fit.Residual)} }}\n");
        }

        if (calibration.Collectives.Length > 0) text.Append("collectives:\n");
        foreach (var fit in calibration.Collectives) Append(text, fit);
        return text.ToString();
    }

    static void Append(StringBuilder text, CollectiveFit fit)
    {
        text.Append(CultureInfo.InvariantCulture, $"  - {{ kind: {Kebab(fit.Kind.ToString())}, link: {fit.Link}, launch: {Number(fit.Launch.Value * 1e6)} us, step: {Number(fit.Step.Value * 1e6)} us, fast: {Number(fit.Fast)}");
        if (fit.Bulk > 0) text.Append(CultureInfo.InvariantCulture, $", start: {Number(fit.Start.Value * 1e6)} us, bulk-step: {Number(fit.BulkStep.Value * 1e6)} us, bulk: {Number(fit.Bulk)}");
        if (fit.Copy > 0) text.Append(CultureInfo.InvariantCulture, $", copy: {Number(fit.Copy)}");
        if (fit.Sharing > 0) text.Append(CultureInfo.InvariantCulture, $", sharing: {Number(fit.Sharing)}");
        text.Append(CultureInfo.InvariantCulture, $", devices: {fit.Devices}, points: {fit.Points}, residual: {Number(fit.Residual)} }}\n");
    }

    static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    static string Kebab(string word) => string.Concat(word.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
