using System.Text;
using System.Text.Json;
using Orrery.Workloads.Architectures;

namespace Orrery.Workloads.HuggingFace;

/// <summary>Reads the <c>config.json</c> that model repositories publish. Never throws on what it reads.</summary>
public static class HuggingFaceConfig
{
    static readonly JsonDocumentOptions s_options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The values of <c>model_type</c> whose conventions are known.</summary>
    public static IReadOnlyCollection<string> KnownTypes => ModelFamily.ByType.Keys;

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">The document.</param>
    /// <param name="name">The name that the model gets.</param>
    public static ImportedModel Read(string json, string name)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return Read(stream, name);
    }

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">The document, in UTF-8.</param>
    /// <param name="name">The name that the model gets.</param>
    public static ImportedModel Read(Stream json, string name)
    {
        List<ConfigProblem> problems = [];
        List<string> notes = [];
        var precision = new PrecisionSpec();
        ModelSpec? model = null;
        try
        {
            using var document = JsonDocument.Parse(json, s_options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                (model, precision) = Read(new ConfigReader(document.RootElement, "", problems, notes), name);
            else
                problems.Add(new("ORR2101", "", "The document must be a JSON object.", "Give the config.json of a model repository."));
        }
        catch (JsonException e)
        {
            problems.Add(new("ORR2101", e.Path ?? "", $"Not JSON: {e.Message}", "Give the config.json of a model repository."));
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate pair, written as an escape, is only found when its text is used.
            problems.Add(new("ORR2101", "", $"Not JSON: {e.Message}"));
        }
        return new ImportedModel(problems.Count == 0 ? model : null, precision, [.. notes], [.. problems]);
    }

    static (ModelSpec, PrecisionSpec) Read(ConfigReader outer, string name)
    {
        // Models with images or speech keep their language model's configuration one level down.
        var config = outer.Child("text_config") ?? outer.Child("llm_config") ?? outer;
        var type = config.Text("model_type") ?? outer.Text("model_type") ?? "";
        if (!ModelFamily.ByType.TryGetValue(type, out var family))
        {
            family = new ModelFamily();
            outer.Notes.Add($"model_type '{type}' is not known; read as Llama's kind, its biases, norms and windows only as far as keys tell.");
        }
        if (!ReferenceEquals(config, outer)) outer.Notes.Add("Only the language model is described; encoders of other media are left out.");
        if (outer.Flag("is_encoder_decoder", otherwise: false))
            outer.Problem("ORR2105", "is_encoder_decoder", "An encoder with a decoder cannot be described; only decoders can.");

        var decoder = new DecoderReader(config.WithDefaults(family.Defaults), family, type);
        var model = decoder.Read(name, tied: outer.Flag("tie_word_embeddings", config.Flag("tie_word_embeddings", family.Tied)));
        if (model.Layers.SelectMany(static l => KvFootprint.ReachesOf(l.Mixer)).Distinct().Count() > KvFootprint.MostReaches)
            outer.Problem("ORR2106", "layer_types", $"Layers reach back in more than {KvFootprint.MostReaches} different ways.");
        return (model, QuantizationReader.Read(outer, config, model));
    }
}
