using System.Text.Json;
using Orrery.Evaluation;

namespace Orrery.Reporting.Json;

/// <summary>Capacities as JSON, in the shape of <see cref="CapacityResult"/>, with the conventions of <see cref="RunResultJson"/>.</summary>
public static class CapacityResultJson
{
    /// <summary>Writes the result as indented text with a newline at the end.</summary>
    public static void Write(CapacityResult result, TextWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(result, RunResultJson.CapacityType));
        writer.Write('\n');
    }
}
