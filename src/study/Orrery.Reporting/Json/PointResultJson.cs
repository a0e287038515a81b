using System.Collections.Immutable;
using System.Text.Json;
using Orrery.Evaluation;

namespace Orrery.Reporting.Json;

/// <summary>Operating points as JSON: an array, each in the shape of <see cref="PointResult"/>, with the conventions of <see cref="RunResultJson"/>.</summary>
public static class PointResultJson
{
    /// <summary>Writes the points as indented text with a newline at the end.</summary>
    public static void Write(IEnumerable<PointResult> points, TextWriter writer)
    {
        writer.Write(JsonSerializer.Serialize([.. points], RunResultJson.PointsType));
        writer.Write('\n');
    }
}
