using Orrery.Hardware;

namespace Orrery.Cli.Verbs.Evaluate;

/// <summary>The formats of a system in one word.</summary>
static class PrecisionWord
{
    const string Wide = "bf16";

    /// <summary>Formats by part: <c>weights</c>, <c>activations</c>, <c>kv</c>.</summary>
    /// <exception cref="InputException">A format is not known.</exception>
    public static Dictionary<string, string> Parse(string word)
    {
        var parts = word.Split('/');
        if (parts.Length is not (1 or 3)) throw new InputException($"--precision is '{word}'; it takes one format, or three as WEIGHTS/ACTIVATIONS/KV");
        foreach (var part in parts) Known(part);
        return parts.Length == 3 ? Of(parts[0], parts[1], parts[2]) : Usual(Known(word));
    }

    // What engines mean by one word: eight-bit floating point throughout; four-bit weights with what their kernels multiply them with.
    static Dictionary<string, string> Usual(NumberFormat format) => format.Name switch
    {
        "fp8" or "fp8-block" => Of(format.Name, "fp8", "fp8"),
        "mxfp8" => Of("mxfp8", "mxfp8", "fp8"),
        "nvfp4" => Of("nvfp4", "nvfp4", "fp8"),
        "int8" => Of("int8", "int8", Wide),
        "int4" or "mxfp4" => Of(format.Name, Wide, Wide),
        _ => Of(format.Name, format.Name, format.Name),
    };

    static Dictionary<string, string> Of(string weights, string activations, string kv)
        => new(StringComparer.Ordinal) { ["weights"] = weights, ["activations"] = activations, ["kv"] = kv };

    /// <summary>The format of a name.</summary>
    /// <exception cref="InputException">It is not known.</exception>
    public static NumberFormat Known(string name)
        => NumberFormat.All.FirstOrDefault(format => format.Name == name)
            ?? throw new InputException($"'{name}' is no number format", "known formats are " + string.Join(", ", NumberFormat.All.Select(format => format.Name)));
}
