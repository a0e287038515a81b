using System.Collections.Immutable;

namespace Orrery.Scenarios;

/// <summary>Reads the calibration of a system, from the scenario or from the file that it names.</summary>
/// <param name="folder">The folder that relative paths count from.</param>
/// <param name="readText">The text of a file at a full path; null where there is none.</param>
sealed class CalibrationReader(string folder, Func<string, string?> readText)
{
    /// <summary>The calibration; null where there is none, or it was reported as not well formed.</summary>
    public SystemCalibration? Read(MappingReader system)
    {
        if (!system.TryGet(SystemKeys.Calibration, out var node)) return null;
        var path = system.PathOf(SystemKeys.Calibration);
        if (node is Mapping own) return Bind(own, system.Reading, path);
        var name = ((Scalar)node).Text;
        var full = name.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(Path.Combine(folder, name));
        if (full is null || readText(full) is not { } text)
        {
            system.Diagnostics.Error(DiagnosticRules.CalibrationOfSystem, node.At, $"there is no calibration '{Quote.Short(name)}'",
                full is null ? "write the path of a file" : $"a relative path counts from the scenario's folder; looked for {Quote.Long(full)}; `orrery calibrate` writes one");
            return null;
        }
        return YamlSource.Parse(full, new StringReader(text), system.Diagnostics) is { } mapping ? Bind(mapping, system.Reading, "") : null;
    }

    static SystemCalibration Bind(Mapping mapping, Reading reading, string path)
    {
        var reader = new MappingReader(mapping, CalibrationOfSystemKeys.Table, reading, path);
        var ranges = new MappingReader(reader.TryGet(CalibrationOfSystemKeys.Ranges, out var given) ? given : new Mapping([], mapping.At), CalibrationOfSystemKeys.RangesTable, reading, reader.PathOf(CalibrationOfSystemKeys.Ranges));
        var calibration = new SystemCalibration
        {
            Prefill = reader.Get(CalibrationOfSystemKeys.Prefill),
            Decode = reader.Get(CalibrationOfSystemKeys.Decode),
            Step = reader.Get(CalibrationOfSystemKeys.Step),
            Sequence = reader.Get(CalibrationOfSystemKeys.Sequence),
            FirstToken = reader.Get(CalibrationOfSystemKeys.FirstToken),
            Ttft = Range(ranges, CalibrationOfSystemKeys.Ttft),
            Tpot = Range(ranges, CalibrationOfSystemKeys.Tpot),
            Throughput = Range(ranges, CalibrationOfSystemKeys.Throughput),
            Fitted = reader.TryGet(CalibrationOfSystemKeys.Fitted, out var fitted) ? fitted : "",
        };
        ranges.Done();
        reader.Done();
        return calibration;
    }

    static RatioRange? Range(MappingReader ranges, Key<ImmutableArray<double>> key)
    {
        if (!ranges.TryGet(key, out var ends)) return null;
        if (ends.Length == 2 && ends[0] <= ends[1]) return new(ends[0], ends[1]);
        ranges.Diagnostics.Error(DiagnosticRules.CalibrationOfSystem, ranges.At(key), $"'{ranges.PathOf(key)}' is no range", "write the low and the high end of measured over predicted, e.g. [0.9, 1.2]");
        return null;
    }

    /// <summary>Writes a calibration, key by key.</summary>
    public static void Write(YamlText text, SystemCalibration calibration)
    {
        text.Put(CalibrationOfSystemKeys.Prefill, calibration.Prefill).Put(CalibrationOfSystemKeys.Decode, calibration.Decode)
            .Put(CalibrationOfSystemKeys.Step, calibration.Step).Put(CalibrationOfSystemKeys.Sequence, calibration.Sequence)
            .Put(CalibrationOfSystemKeys.FirstToken, calibration.FirstToken);
        if (calibration is not { Ttft: null, Tpot: null, Throughput: null })
            text.Map(CalibrationOfSystemKeys.Ranges.Name, t =>
            {
                foreach (var (key, range) in new[] { (CalibrationOfSystemKeys.Ttft, calibration.Ttft), (CalibrationOfSystemKeys.Tpot, calibration.Tpot), (CalibrationOfSystemKeys.Throughput, calibration.Throughput) })
                    if (range is { } ends) t.List(key.Name, [ends.Low, ends.High], CalibrationOfSystemKeys.Ratio);
            });
        if (calibration.Fitted.Length > 0) text.Put(CalibrationOfSystemKeys.Fitted, calibration.Fitted);
    }

    /// <summary>The text of a file of its own.</summary>
    public static string FileText(SystemCalibration calibration)
    {
        var text = new YamlText();
        Write(text, calibration);
        return text.ToString();
    }
}
