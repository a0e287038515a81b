using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Evidence;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Calibrate;

/// <summary>What is asked of <c>orrery calibrate BENCHMARK</c>.</summary>
sealed record BenchmarkRequest(string[] Files, string? Scenario, string? System, string? Output, bool Overwrite);

/// <summary>A benchmark of a user's own system, made a calibration of it.</summary>
static class BenchmarkCalibration
{
    const int MostFigures = 40;

    public static int Run(Session session, BenchmarkRequest request, CatalogStore catalog)
    {
        if (request.Scenario is not { } path) throw new InputException("the system that was measured is not named", "add '--scenario SCENARIO': its model, accelerators and serving are those of the benchmark; its traffic is not used");
        // Before any work: a calibration may be the fruit of hours of measuring.
        var target = request.Output is { } output ? OutputFile.Target(session, output) : null;
        if (target is not null && File.Exists(target) && !request.Overwrite) throw new InputException($"'{request.Output}' is there already", "add '--overwrite' to replace it, or name another file");
        if (ScenarioInput.Read(session, path, catalog, new()) is not { } plan) return ExitCode.BadInput;
        var system = SystemOf(plan, request.System, path);
        try
        {
            var runs = Read(session, request.Files);
            Warn(session, runs, system, new EvidenceSystems(catalog));
            var fit = SystemFit.Fit(plan, system, runs);
            var fitted = $"{string.Join(", ", request.Files.Take(4).Select(Path.GetFileName))}{(request.Files.Length > 4 ? $" and {request.Files.Length - 4} more" : "")}: {runs.Length} {(runs.Length == 1 ? "run" : "runs")}; system {system.System.Name}";
            var text = Yaml(fit, fitted);
            Show(session, fit);
            if (target is null)
            {
                session.Output.WriteLine();
                session.Output.Write(text);
                return ExitCode.Done;
            }
            OutputFile.Write(target, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            var named = path == ScenarioInput.StandardInput ? target : Path.GetRelativePath(Path.GetDirectoryName(session.Resolve(path))!, target);
            session.Error.WriteLine($"Wrote {request.Output}. The scenario names it so: systems: {{ {system.System.Name}: {{ calibration: {named} }} }}");
            return ExitCode.Done;
        }
        catch (EvidenceException exception)
        {
            throw new InputException(exception.Message, exception.Hint);
        }
    }

    static SystemPlan SystemOf(Plan plan, string? name, string path)
    {
        var names = string.Join(", ", plan.Systems.Select(s => s.System.Name));
        if (name is null) return plan.Systems is [var only] ? only : throw new InputException($"'{path}' has {plan.Systems.Length} systems", $"say which was measured with '--system NAME': {names}");
        return plan.Systems.FirstOrDefault(s => s.System.Name == name) ?? throw new InputException($"'{path}' has no system '{name}'", $"it has {names}");
    }

    static ImmutableArray<BenchmarkRun> Read(Session session, string[] files)
    {
        var runs = ImmutableArray.CreateBuilder<BenchmarkRun>();
        foreach (var file in files)
        {
            var path = session.Resolve(file);
            if (!File.Exists(path)) throw Directory.Exists(path) ? new InputException($"'{file}' is a folder", "name the files in it") : new InputException($"the file '{file}' does not exist");
            using var stream = File.OpenRead(path);
            var read = BenchmarkFile.Read(file, stream, out var format);
            session.Error.WriteLine(Invariant($"{file}: {format}, {read.Length} {(read.Length == 1 ? "run" : "runs")}; {string.Join("; ", read.Take(3).Select(Load))}{(read.Length > 3 ? "; …" : "")}"));
            foreach (var note in read.SelectMany(run => run.Notes).Distinct()) session.Error.WriteLine($"{file}: {note}");
            if (read.Sum(static run => (long)run.Failed) is var failed and > 0)
                session.Error.WriteLine(Invariant($"warning: {file}: {failed} {(failed == 1 ? "request" : "requests")} failed, or lack tokens or times: they are left out, although the system bore their load"));
            runs.AddRange(read);
        }
        return runs.ToImmutable();
    }

    static string Load(BenchmarkRun run) => Invariant($"{(run.Users is { } users ? $"{users} users" : run.Rate is { } rate ? Invariant($"{rate:0.##} requests/s") : "requests as recorded")}, {run.InputTokens:0} in, {run.OutputTokens:0} out");

    static void Warn(Session session, ImmutableArray<BenchmarkRun> runs, SystemPlan system, EvidenceSystems known)
    {
        foreach (var model in runs.Select(run => run.Model).OfType<string>().Distinct(StringComparer.Ordinal))
            if (known.ModelName(model) is { } entry && entry != system.Model.Name) session.Error.WriteLine($"warning: the benchmark ran '{model}', and system '{system.System.Name}' has '{system.Model.Name}'");
        if (system.Mode != Performance.PerformanceMode.Calibrated) session.Error.WriteLine($"warning: system '{system.System.Name}' is of mode ideal, in which calibrations do not hold; it is fitted as calibrated");
    }

    static string Yaml(SystemFitResult fit, string fitted)
    {
        var head = new StringBuilder();
        head.Append(Invariant($"# What a benchmark told of one system; name this file as its `calibration` in a scenario. Orrery {Product.Version}.\n"));
        foreach (var score in fit.Scores) head.Append(Invariant($"# {score.Metric.Word()}: median error {score.Before:0.0%} before, {score.Fitted:0.0%} fitted{(score.HeldBack is { } held ? Invariant($", {held:0.0%} held back") : "")}; {score.Points} measured\n"));
        return head.Append((fit.Calibration with { Fitted = fitted }).ToYaml()).ToString();
    }

    static void Show(Session session, SystemFitResult fit)
    {
        var held = fit.Folds > 0;
        if (fit.Figures.Length <= MostFigures)
        {
            var points = new TextTable("Point", "Of", ">Measured", ">Catalog", ">Fitted", held ? ">Held back" : ">");
            foreach (var f in fit.Figures)
                points.Add(f.Point, f.Metric.Word(), f.Metric.Text(f.Measured), Error(f.Before, f), Error(f.Fitted, f), f.HeldBack is { } unseen ? Error(unseen, f) : "");
            points.Write(session);
            session.Output.WriteLine();
        }

        var table = new TextTable("Median error of", ">Measured", ">Catalog", ">Fitted", held ? ">Held back" : ">", held ? ">Bias" : ">", held ? ">80 % within" : ">");
        foreach (var s in fit.Scores)
            table.Add(s.Metric.Word(), $"{s.Points}", Percent(s.Before), Percent(s.Fitted), s.HeldBack is { } unseen ? Percent(unseen) : "", s.Bias is { } bias ? Signed(bias) : "", s.Range is { } range ? Invariant($"×{range.Low:0.00} to ×{range.High:0.00}") : "");
        table.Write(session);
        var c = fit.Calibration;
        session.Output.WriteLine(Invariant($"Prompts ×{c.Prefill:0.###}, decodes ×{c.Decode:0.###} of the catalog's kernels; {c.Step} a step, {c.Sequence} a sequence, {c.FirstToken} before a first token."));
        session.Error.WriteLine(held
            ? Invariant($"Fitted to all; held back in turn by {fit.Folds} further fits; {fit.Simulations:#,0} simulations.")
            : "warning: nothing could be held back of a single run with no requests of its own, or few: how far off further predictions are is not known; give a sweep, or a run of at least 80 requests saved with --save-detailed");
        foreach (var score in fit.Scores.Where(s => s.Helps == false))
            session.Error.WriteLine(Invariant($"warning: the fit does not help {score.Metric.Word()}: {Percent(score.HeldBack!.Value)} on what it had not seen, {Percent(score.Before)} with the catalog alone"));

        static string Error(double ours, FittedFigure f) => Signed(ours / f.Measured - 1);
    }

    static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    static string Signed(double share) => share.ToString("+0.0 %;−0.0 %;0.0 %", CultureInfo.InvariantCulture);

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
