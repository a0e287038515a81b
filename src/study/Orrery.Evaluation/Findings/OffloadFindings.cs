using System.Globalization;
using Orrery.Units;

namespace Orrery.Evaluation;

/// <summary>What loading weights from a slower tier means.</summary>
static class OffloadFindings
{
    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static Finding? Of(SystemCase s)
    {
        if (s.Analytic.Offload is not { } load || s.Engine.Memory.Offload is not { } plan) return null;
        var bytes = new Bytes(load.SparseBytesPerStep + load.StreamedBytesPerStep);
        if (bytes.Value <= 0) return null;
        var rate = new BytesPerSecond(load.BytesPerSecond);
        var remedy = load.StreamedBytesPerStep > load.SparseBytesPerStep
            ? load.Strategy == "stream" ? "Only what a token uses need be read: 'strategy: sparse' would load less." : Text($"The budget does not even hold what every token uses: {new Bytes(load.StreamedBytesPerStep)} more would end the streaming.")
            : load.WindowTokens < plan.Spec.Window - 0.5 ? Text($"The budget keeps the neurons of {load.WindowTokens:0.#} tokens of the {plan.Spec.Window} asked for: more near memory would load less.")
            : plan.Spec.Bundling ? "A longer window or faster small reads would shorten it." : "Bundling the rows and columns of a neuron would make its reads larger and faster.";
        return new(load.ShareOfStep > 0.5 ? FindingLevel.Warning : FindingLevel.Hint, "weights-loaded",
            Text($"Every decode step loads {bytes} of weights from {load.Far} at {rate}, which with their placing takes {load.ShareOfStep * 100:0} % of it. {remedy}"));
    }
}
