using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Orrery.Evidence;

/// <summary>Published figures beside ours as JSON: counts of verdicts and of what ours rest on, then publication by publication.</summary>
public static class ReproductionJson
{
    static readonly JsonWriterOptions Style = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes it with a newline at the end.</summary>
    public static void Write(Reproduction reproduction, TextWriter writer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Style))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 1);
            json.WriteStartObject("counts");
            foreach (var (verdict, figures) in reproduction.Counts) json.WriteNumber(Name(verdict), figures);
            json.WriteEndObject();
            json.WriteStartObject("bases");
            foreach (var (basis, figures) in reproduction.Bases) json.WriteNumber(Name(basis), figures);
            json.WriteEndObject();
            json.WriteStartArray("publications");
            foreach (var publication in reproduction.Publications) Publication(json, publication);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        writer.Write(Encoding.UTF8.GetString(buffer.ToArray()));
        writer.Write('\n');
    }

    /// <summary>The verdict's name in data.</summary>
    public static string Name(Verdict verdict) => JsonNamingPolicy.CamelCase.ConvertName(verdict.ToString());

    /// <summary>The basis's name in data.</summary>
    public static string Name(Basis basis) => JsonNamingPolicy.CamelCase.ConvertName(basis.ToString());

    static void Publication(Utf8JsonWriter json, PublicationFigures of)
    {
        json.WriteStartObject();
        json.WriteString("id", of.Publication.Id);
        json.WriteString("title", of.Publication.Title);
        json.WriteString("citation", of.Publication.Citation);
        json.WriteStartArray("figures");
        foreach (var figure in of.Figures)
        {
            json.WriteStartObject();
            json.WriteString("id", figure.Id);
            json.WriteString("input", figure.Input);
            if (figure.Place.Length > 0) json.WriteString("place", figure.Place);
            if (figure.Unit.Length > 0) json.WriteString("unit", figure.Unit);
            if (figure.PublishedNumber is { } published) json.WriteNumber("published", published);
            if (figure.PublishedTruth is { } publishedTruth) json.WriteBoolean("published", publishedTruth);
            if (figure.Relation != Relation.Equal) json.WriteString("relation", figure.Relation == Relation.AtLeast ? "atLeast" : "atMost");
            if (figure.OurNumber is { } ours && double.IsFinite(ours)) json.WriteNumber("ours", ours);
            if (figure.OurTruth is { } ourTruth) json.WriteBoolean("ours", ourTruth);
            if (figure.Difference is { } difference) json.WriteNumber("difference", difference);
            json.WriteNumber("tolerance", figure.Tolerance);
            json.WriteString("verdict", Name(figure.Verdict));
            if (figure.OurNumber is not null || figure.OurTruth is not null) json.WriteString("basis", Name(figure.Basis));
            if (figure.Why is { } why) json.WriteString("why", why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
