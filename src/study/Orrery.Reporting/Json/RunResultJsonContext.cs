using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orrery.Evaluation;

namespace Orrery.Reporting.Json;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(FiniteDoubleConverter), typeof(KebabFindingLevelConverter)])]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(ImmutableArray<PointResult>))]
[JsonSerializable(typeof(CapacityResult))]
sealed partial class RunResultJsonContext : JsonSerializerContext;

sealed class KebabFindingLevelConverter() : JsonStringEnumConverter<FindingLevel>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <summary>JSON has no NaN and no infinity: a number that is not finite is written as null, and null is read as NaN.</summary>
sealed class FiniteDoubleConverter : JsonConverter<double>
{
    public override bool HandleNull => true;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }
}
