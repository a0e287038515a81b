using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Orrery.Evaluation;

namespace Orrery.Reporting.Json;

/// <summary>
/// The product's JSON: a <see cref="RunResult"/> as indented UTF-8 text, the same bytes for the same result on every machine.
/// Names are camel case, enums are kebab case, absent values are left out, and a number that is not finite is <c>null</c>.
/// </summary>
public static class RunResultJson
{
    static readonly RunResultJsonContext Context = new(new JsonSerializerOptions(RunResultJsonContext.Default.Options)
    {
        // "≤" and "×" stay readable; what HTML could misread (<, >, &, quotes) stays escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });

    internal static JsonTypeInfo<SystemResult> SystemType => Context.SystemResult;

    internal static JsonTypeInfo<ImmutableArray<PointResult>> PointsType => Context.ImmutableArrayPointResult;

    internal static JsonTypeInfo<CapacityResult> CapacityType => Context.CapacityResult;

    internal static JsonTypeInfo TypeOf(Type type) =>
        Context.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} is no part of the result's JSON.");

    /// <summary>Writes the result as UTF-8 without a byte order mark, with a newline at the end.</summary>
    public static void Write(RunResult result, Stream stream)
    {
        JsonSerializer.Serialize(stream, result, Context.RunResult);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes the same text to a writer.</summary>
    public static void Write(RunResult result, TextWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(result, Context.RunResult));
        writer.Write('\n');
    }

    /// <summary>Reads what <see cref="Write(RunResult, Stream)"/> wrote; fields it does not know are passed over.</summary>
    /// <exception cref="InvalidDataException">The text is not a result, or a newer version of Orrery wrote it.</exception>
    public static RunResult Read(Stream stream)
    {
        RunResult? result;
        try
        {
            result = JsonSerializer.Deserialize(stream, Context.RunResult);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"This is not the result of a run: {fault.Message}", fault);
        }

        if (result is null) throw new InvalidDataException("This is not the result of a run: it is null.");
        if (result.SchemaVersion > RunResult.CurrentSchemaVersion)
            throw new InvalidDataException(
                $"Orrery {result.ProductVersion} wrote this result with schema {result.SchemaVersion}; this version reads schemas up to {RunResult.CurrentSchemaVersion}. Use that version or a newer one.");
        return result;
    }
}
