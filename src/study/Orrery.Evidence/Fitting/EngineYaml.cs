using System.Globalization;
using System.Text;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Evidence;

/// <summary>Writes an engine as an entry of the catalog.</summary>
public static class EngineYaml
{
    /// <summary>The entry's text.</summary>
    /// <param name="engine">The engine.</param>
    public static string Write(EngineSpec engine)
    {
        var all = engine.Releases[0];
        var (serving, launches) = (all.StartResidual > 0, all.Overheads.Launch is not null);
        var (source, fitted) = serving ? ("engine-fits", "recorded serving runs") : launches ? ("splitwise-fits", "recorded batches: times of prompts and of tokens") : ("batch-fits", "recorded offline batches; ranges are those of the serving engines");
        // So few batches tell no more of a launch.
        var digits = launches ? "G3" : "G4";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"title: {engine.Title}\nsource: {source}\nfitted: \"{all.Points} {fitted}\"\n");
        text.Append(CultureInfo.InvariantCulture, $"systems: [{string.Join(", ", engine.Systems)}]\nmodels: [{string.Join(", ", engine.Models)}]\nreleases:\n");
        foreach (var release in engine.Releases)
        {
            var o = release.Overheads;
            text.Append("  - { ");
            if (release.Version.Length > 0) text.Append(CultureInfo.InvariantCulture, $"version: \"{release.Version}\", ");
            Time("step", o.Step);
            Time("sequence", o.Sequence);
            Time("layer", o.Layer);
            Time("expert-layer", o.ExpertLayer);
            Time("request", o.Request);
            Time("user", o.User);
            if (o.Waits > 0.005) text.Append(CultureInfo.InvariantCulture, $"waits: {Number(o.Waits)}, ");
            if (o.RankWaits > 0) text.Append(CultureInfo.InvariantCulture, $"rank-waits: {Number(o.RankWaits)}, ");
            if (serving) text.Append(CultureInfo.InvariantCulture, $"prompt: {Number(o.Prompt)}, ");
            Time("expert-token", o.ExpertToken);
            Time("hand-off", o.HandOff);
            if (o.Launch is { } launch)
            {
                text.Append("launch: { ");
                Time("kernel", launch.Kernel);
                text.Append(CultureInfo.InvariantCulture, $"prompt: {Number(launch.Prompt)}, collectives: {Number(launch.Collectives)}, large-sums: {Number(launch.LargeSums)}, large-sum: {Number(launch.LargeSum.Value / (1 << 20))} MiB }}, ");
            }
            text.Append(CultureInfo.InvariantCulture, $"points: {release.Points}");
            if (!launches) text.Append(CultureInfo.InvariantCulture, $", residual: {release.Residual:0.###}");
            if (serving) text.Append(CultureInfo.InvariantCulture, $", start-residual: {release.StartResidual:0.###}");
            text.Append(" }\n");
        }

        if (engine.Ranges.IsEmpty) return text.ToString();
        text.Append("ranges:\n");
        foreach (var range in engine.Ranges)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ of: {Word(range.Of)}, regime: {Word(range.Regime)}, unseen: {Word(range.Unseen)}, low: {range.Low:0.000}, high: {range.High:0.000}, runs: {range.Points} }}\n");
        return text.ToString();

        string Number(double value) => value.ToString(digits, CultureInfo.InvariantCulture);

        void Time(string key, Seconds value)
        {
            if (value.Value > 0) text.Append(CultureInfo.InvariantCulture, $"{key}: {(value.Value < 1e-6 ? $"{Number(value.Value * 1e9)} ns" : value.Value < 1e-3 ? $"{Number(value.Value * 1e6)} us" : $"{Number(value.Value * 1e3)} ms")}, ");
        }
    }

    static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
