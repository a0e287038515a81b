using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Units;
using Orrery.Workloads.Architectures;
using Orrery.Workloads.HuggingFace;

namespace Orrery.Cli.Verbs.Catalog;

/// <summary><c>orrery catalog import</c>: a model repository's <c>config.json</c> as an entry of the catalog.</summary>
static class CatalogImportVerb
{
    public static Command Create(Session session)
    {
        var file = new Argument<string>("config") { Description = "The config.json of a model repository; - reads the standard input", HelpName = "FILE" };
        var name = new Option<string>("--name") { Description = "The entry's name; the name of the file's folder where not given", HelpName = "NAME" };
        var citation = new Option<string>("--source") { Description = "Where the file is from, for the entry's source", HelpName = "TEXT" };
        var output = new Option<string>("--output") { Description = "Write to a file instead of the standard output", HelpName = "FILE" };
        var verb = new Verb("import", "Turn a model repository's config.json into an entry of the catalog",
            "orrery catalog import ./Qwen3-8B/config.json --output mine/models/qwen3-8b.yaml") { file, name, citation, output };
        verb.SetAction(parsed => Import(session, parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(citation), parsed.GetValue(output)));
        return verb;
    }

    static int Import(Session session, string file, string? name, string? citation, string? output)
    {
        var path = file == "-" ? null : session.Resolve(file);
        name ??= output is not null ? Path.GetFileNameWithoutExtension(output)
            : path is not null ? Path.GetFileName(Path.GetDirectoryName(path)) ?? "model" : "model";
        ImportedModel imported;
        using (var stream = path is null ? session.Input : File.OpenRead(path)) imported = HuggingFaceConfig.Read(stream, name.ToLowerInvariant());

        foreach (var note in imported.Notes) session.Error.WriteLine($"{file}: note: {note}");
        foreach (var problem in imported.Problems)
        {
            session.Error.WriteLine($"{file}: error {problem.Id}: {(problem.Path.Length > 0 ? problem.Path + ": " : "")}{problem.Message}");
            if (problem.Hint is not null) session.Error.WriteLine($"  hint: {problem.Hint}");
        }
        if (imported.Model is not { } model) return ExitCode.BadInput;

        var entry = ModelYaml.Write(model, imported.Precision, new Provenance(ProvenanceKind.Paper, citation ?? $"{Path.GetFileName(file)} of {name}"));
        if (output is null) session.Output.Write(entry);
        else OutputFile.Write(OutputFile.Target(session, output), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(entry)));
        return ExitCode.Done;
    }
}
