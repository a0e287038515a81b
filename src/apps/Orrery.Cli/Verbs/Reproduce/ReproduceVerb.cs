using System.CommandLine;
using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Evidence;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Reproduce;

/// <summary><c>orrery reproduce</c>: published figures beside ours, row by row.</summary>
static class ReproduceVerb
{
    public static Command Create(Session session)
    {
        var names = new Argument<string[]>("id") { Description = "A publication, or a figure of one; what there is, where none is given", Arity = ArgumentArity.ZeroOrMore };
        names.CompletionSources.Add(_ => Publications.All.Select(p => new System.CommandLine.Completions.CompletionItem(p.Id)));
        var all = new Option<bool>("--all") { Description = "Every figure of every publication" };
        var page = new Option<string?>("--html") { Description = "Write a page with the figures", HelpName = "FILE" };
        var check = new Option<bool>("--check") { Description = "Exit with 1 where a figure is missed that is not known to be" };
        var format = FormatOption.Create();
        var catalog = CatalogAccess.Option();
        var verb = new Verb("reproduce", "Set published figures beside ours, computed from the catalog and the models: source, input, both values, difference, verdict",
            "orrery reproduce",
            "orrery reproduce h3 MP-1",
            "orrery reproduce --all --html figures.html --check")
        {
            names, all, page, check, format, catalog,
        };
        verb.Excludes(all, names);
        verb.SetAction(parsed =>
        {
            var target = parsed.GetValue(page) is { } named ? OutputFile.Target(session, named) : null;
            var store = CatalogAccess.Open(session, parsed.GetValue(catalog));
            var asked = parsed.GetValue(names) ?? [];
            var form = parsed.GetValue(format);
            if (asked.Length == 0 && !parsed.GetValue(all) && target is null && !parsed.GetValue(check))
            {
                ReproductionText.Publications().Write(session, form);
                if (form == OutputFormat.Table) session.Error.WriteLine("\n`orrery reproduce --all` computes every figure; name publications or figures for some of them.");
                return ExitCode.Done;
            }

            var reproduction = Compute(store, asked);
            switch (form)
            {
                case OutputFormat.Json: ReproductionJson.Write(reproduction, session.Output); break;
                case OutputFormat.Csv: ReproductionText.Figures(reproduction).Write(session, form); break;
                default: ReproductionText.Write(session, reproduction); break;
            }

            if (target is not null) OutputFile.Write(target, stream => stream.Write(Encoding.UTF8.GetBytes(ReproductionPage.Write(reproduction))));
            return parsed.GetValue(check) && reproduction.Undeclared.Any() ? ExitCode.No : ExitCode.Done;
        });
        return verb;
    }

    static Reproduction Compute(CatalogStore catalog, string[] names)
    {
        try
        {
            return names.Length == 0 ? Reproduction.Of(catalog) : Reproduction.Of(catalog, names);
        }
        catch (EvidenceException exception)
        {
            throw new InputException(exception.Message, exception.Hint);
        }
    }
}
