using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Serving;
using Orrery.Units;

namespace Orrery.Scenarios;

// The engines of a system that only encode images and sound.
sealed partial class SystemReader
{
    /// <summary>Takes the encoder from the engines of a system that leaves encoding to others.</summary>
    CatalogModel? WithoutEncoder(CatalogModel? model, MappingReader reader) =>
        reader.Has(SystemKeys.Encode) ? model is null ? null : model with { Spec = model.Spec with { Encoder = null } } : model;

    /// <summary>The system with its engines for encoding; null, with diagnostics, where they cannot be.</summary>
    /// <param name="plan">The system, whose model has no encoder any more.</param>
    /// <param name="model">The model with its encoder.</param>
    /// <param name="reader">The system's mapping.</param>
    SystemPlan? ReadEncode(SystemPlan plan, CatalogModel model, MappingReader reader)
    {
        if (!reader.TryGet(SystemKeys.Encode, out var own)) return null;
        var (path, at) = (reader.PathOf(SystemKeys.Encode), reader.At(SystemKeys.Encode));
        var asked = new MappingReader(own, EncodeKeys.Table, reader.Reading, path);
        var assumed = new List<AssumedNumber>();
        var hardware = new MappingReader(Merge.Over(Beside(reader.Mapping, own), own), SystemKeys.Table, reader.Reading, path);
        var accelerator = ReadAccelerator(hardware, assumed, out var acceleratorNode);
        var host = accelerator is null ? null : ReadHost(hardware, accelerator, assumed);
        var (count, tokens, mode) = (asked.Get(EncodeKeys.Count), asked.Get(EncodeKeys.MaxBatchedTokens), asked.Find(EncodeKeys.Mode) ?? plan.Mode);
        var (send, latency) = (asked.Find(EncodeKeys.Send), asked.Find(EncodeKeys.Latency));
        asked.Done();
        if (model.Spec.Encoder is null)
            diagnostics.Error(DiagnosticRules.NoEncoder, at, $"'{model.Spec.Name}' has no encoder for the engines of '{path}'", "give the model 'encoder: { parameters: … }', or remove 'encode'");
        if (accelerator is null || host is null || model.Spec.Encoder is null) return null;

        var encode = new SystemPlan
        {
            System = new SystemSpec { Name = plan.System.Name, Accelerator = Priced(accelerator.Spec, acceleratorNode!), Count = count, Node = host }.Beside(plan.System),
            Model = model.Spec,
            Precision = plan.Precision,
            Parallelism = new(1),
            Placement = new(null, null),
            Serving = new() { MaxBatchedTokens = tokens },
            Mode = mode,
            KernelsMeasured = accelerator.KernelsMeasured,
            Assumed = [.. assumed],
        };
        var memory = MediaEncoder.Memory(encode);
        if (!memory.Fits)
            diagnostics.Error(DiagnosticRules.DoesNotFit, at, $"the encoder of '{model.Spec.Name}' does not fit {accelerator.Spec.Name}: it lacks {QuantityText.Format(memory.Shortfall, 3)}", "use an accelerator with more memory, or a smaller 'max-batched-tokens'");
        send ??= HandOffReader.Links(encode) is { } ours && HandOffReader.Links(plan.Prefill ?? plan) is { } theirs ? new BytesPerSecond(Math.Min(ours.Value, theirs.Value)) : null;
        if (send is null)
        {
            diagnostics.Error(DiagnosticRules.EncodeLink, at, $"'{accelerator.Spec.Name}' or '{(plan.Prefill ?? plan).System.Accelerator.Name}' has no link, and '{path}' gives no rate", "add 'send: 10 GB/s'");
            return null;
        }
        return plan with
        {
            Encode = encode,
            Embeddings = new(send.Value, latency ?? HandOffReader.Link(encode)?.Latency ?? default),
            Assumed = [.. plan.Assumed.Union(assumed)],
        };
    }
}
