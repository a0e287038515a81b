using Orrery.Hardware;

namespace Orrery.Workloads.HuggingFace;

/// <summary>Reads the formats that weights are shipped in.</summary>
static class QuantizationReader
{
    public static PrecisionSpec Read(ConfigReader outer, ConfigReader config, ModelSpec model)
    {
        var plain = (config.Text("torch_dtype") ?? config.Text("dtype") ?? outer.Text("torch_dtype") ?? outer.Text("dtype")) switch
        {
            "float16" => NumberFormat.Fp16,
            "float32" => NumberFormat.Fp32,
            _ => NumberFormat.Bf16,
        };
        var unquantized = new PrecisionSpec { Weights = plain, Embeddings = plain };
        if (plain == NumberFormat.Fp32) outer.Notes.Add("The checkpoint is in 32 bits; engines serve it in 16.");
        if ((outer.Child("quantization_config") ?? config.Child("quantization_config")) is not { } quantization) return unquantized;

        var method = quantization.Text("quant_method") ?? "";
        switch (method)
        {
            case "fp8" or "fbgemm_fp8":
                return unquantized with
                {
                    Weights = quantization.Has("weight_block_size") ? NumberFormat.Fp8Block : NumberFormat.Fp8,
                    Activations = NumberFormat.Fp8,
                };
            case "mxfp4":
                return model.Layers.Any(static l => l.FeedForward is ExpertsSpec)
                    ? unquantized with { Experts = NumberFormat.Mxfp4 }
                    : unquantized with { Weights = NumberFormat.Mxfp4 };
            case "gptq" or "awq":
                return unquantized with { Weights = Integer(quantization, quantization.Int(2, 16, "bits", "w_bit") ?? 4, "group_size") };
            case "bitsandbytes":
                return unquantized with { Weights = quantization.Flag("load_in_8bit", otherwise: false) ? NumberFormat.Int8 : NumberFormat.Int4 };
            case "modelopt":
                return Modelopt(quantization, unquantized);
            case "compressed-tensors":
                return Compressed(quantization, unquantized);
            default:
                outer.Notes.Add($"Quantisation '{method}' is not known; weights are taken as {plain.Name}.");
                return unquantized;
        }
    }

    static PrecisionSpec Modelopt(ConfigReader quantization, PrecisionSpec unquantized)
    {
        switch (quantization.Text("quant_algo"))
        {
            case "FP8": return unquantized with { Weights = NumberFormat.Fp8, Activations = NumberFormat.Fp8 };
            case "NVFP4" or "FP4": return unquantized with { Weights = NumberFormat.Nvfp4, Activations = NumberFormat.Nvfp4 };
            case var algorithm:
                quantization.Notes.Add($"quant_algo '{algorithm}' is not known; weights are taken as {unquantized.Weights.Name}.");
                return unquantized;
        }
    }

    // Groups of layers, each with a scheme; the first is taken, for published checkpoints rarely have a second.
    static PrecisionSpec Compressed(ConfigReader quantization, PrecisionSpec unquantized)
    {
        var group = quantization.Child("config_groups")?.Children().FirstOrDefault();
        if (group?.Child("weights") is not { } weights)
        {
            quantization.Notes.Add($"The quantisation names no weights; they are taken as {unquantized.Weights.Name}.");
            return unquantized;
        }
        if ((quantization.Texts("ignore") ?? []).Any(static name => name != "lm_head"))
            quantization.Notes.Add("Some layers are left out of the quantisation; they are taken as quantised all the same.");
        var format = Scheme(weights);
        var activations = group.Child("input_activations") is { } inputs ? Scheme(inputs) : unquantized.Activations;
        return unquantized with { Weights = format, Activations = activations };
    }

    static NumberFormat Scheme(ConfigReader scheme)
    {
        var bits = scheme.Int(2, 16, "num_bits") ?? 8;
        if (scheme.Text("type") != "float") return Integer(scheme, bits, "group_size");
        return bits == 4 ? (scheme.Int(-1, 1 << 20, "group_size") == 32 ? NumberFormat.Mxfp4 : NumberFormat.Nvfp4)
            : scheme.Text("strategy") == "block" ? NumberFormat.Fp8Block
            : NumberFormat.Fp8;
    }

    static NumberFormat Integer(ConfigReader scheme, int bits, string groupKey)
    {
        if (bits >= 8) return NumberFormat.Int8;
        if (bits != 4) scheme.Notes.Add($"Weights of {bits} bits are taken as int4.");
        if (scheme.Int(-1, 1 << 20, groupKey) is { } group && group != NumberFormat.Int4.BlockSize)
            scheme.Notes.Add($"Groups of {group} are taken as groups of {NumberFormat.Int4.BlockSize}.");
        return NumberFormat.Int4;
    }
}
