using System.CommandLine;
using System.Text;
using Orrery.Cli.Terminal;
using Orrery.Evidence;

namespace Orrery.Cli.Verbs.Calibrate;

/// <summary><c>orrery calibrate</c>: what a benchmark tells of a user's own system, or what measured kernels reach of their data sheets.</summary>
static class CalibrateVerb
{
    // The document of catalog/sources.yaml that the fits stand under.
    const string Source = "kernel-fits";

    public static Command Create(Session session)
    {
        var benchmark = new Argument<string[]>("benchmark") { Description = "Results of a benchmark of your own system: `vllm bench serve`, inference-perf, GenAI-Perf or CSV", HelpName = "BENCHMARK", Arity = ArgumentArity.ZeroOrMore };
        var scenario = new Option<string?>("--scenario") { Description = "The scenario with the system that was measured", HelpName = "SCENARIO" };
        var system = new Option<string?>("--system") { Description = "Which of its systems, where it has several", HelpName = "NAME" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the file of --output where there is one" };
        var from = new Option<string?>("--from") { Description = "A folder with tables of measured kernels", HelpName = "DIR" };
        var steps = new Option<string?>("--steps") { Description = "A log of an engine's steps, as CSV: fit what `timing` takes, and print it", HelpName = "FILE" };
        var pieces = new Option<int>("--pieces") { Description = "Straight pieces over the tokens of a step; 0 for a linear formula", HelpName = "N" };
        var engines = new Option<bool>("--engines") { Description = "Fit what engines add to steps and first tokens to recorded serving runs instead, release by release, and print it" };
        var power = new Option<bool>("--power") { Description = "Fit what accelerators draw idle and for moving bytes to recorded power instead, and print it" };
        var output = new Option<string?>("--output", "-o") { Description = "The file that a benchmark's calibration is written into, or the folder of those of `--from`; they go to the output where not given", HelpName = "PATH" };
        var catalog = CatalogAccess.Option();
        var verb = new Verb("calibrate", "Fit a system to a benchmark of it, or architectures to measured kernels",
            "orrery calibrate sweep-*.json --scenario mine.yaml --output mine.calibration.yaml",
            "orrery calibrate --from measured",
            "orrery calibrate --from measured --output catalog/calibrations",
            "orrery calibrate --from measured --engines --output catalog/engines",
            "orrery calibrate --from measured --power",
            "orrery calibrate --steps steps.csv --pieces 6")
        {
            benchmark, scenario, system, overwrite, from, engines, power, output, steps, pieces, catalog,
        };
        verb.Excludes(steps, benchmark, from);
        verb.Excludes(from, benchmark);
        verb.Excludes(engines, power);
        verb.Excludes(output, steps, power);
        foreach (var ofBenchmark in new Option[] { scenario, system, overwrite }) verb.Needs(ofBenchmark, benchmark);
        foreach (var ofFolder in new Option[] { engines, power }) verb.Needs(ofFolder, from);
        verb.Needs(pieces, steps);
        verb.SetAction(parsed =>
        {
            if (parsed.GetValue(steps) is { } log)
            {
                StepFitText.Write(session, log, parsed.GetValue(pieces));
                return ExitCode.Done;
            }
            if (parsed.GetValue(benchmark) is { Length: > 0 } files)
                return BenchmarkCalibration.Run(session, new(files, parsed.GetValue(scenario), parsed.GetValue(system), parsed.GetValue(output), parsed.GetValue(overwrite)), CatalogAccess.Open(session, parsed.GetValue(catalog)));
            if (parsed.GetValue(from) is null) throw new InputException("there is nothing to fit to", "give results of a benchmark and '--scenario SCENARIO', '--from DIR' with tables of kernels, or '--steps FILE' with a log of steps");
            var folder = session.Resolve(parsed.GetValue(from)!);
            if (!Directory.Exists(folder)) throw new InputException($"the folder '{parsed.GetValue(from)}' does not exist");
            var target = parsed.GetValue(output) is { } named ? OutputFile.Folder(session, named) : null;
            try
            {
                var systems = new EvidenceSystems(CatalogAccess.Open(session, parsed.GetValue(catalog)));
                TextReader? Open(string file) => File.Exists(Path.Combine(folder, file)) ? new StreamReader(Path.Combine(folder, file)) : null;
                if (parsed.GetValue(engines)) Engines(Open, systems);
                else if (parsed.GetValue(power))
                {
                    var fits = PowerCalibration.Fit(Open, systems);
                    if (fits.IsEmpty) throw Nothing("recorded power", "splitwise_perf_model.csv and llm_inference_bench_power.csv");
                    LaunchText.Write(session, fits);
                }
                else
                {
                    // Every fit before the first file, so that one that fails leaves the folder as it was.
                    (string Name, string Text)[] fits = [.. KernelCalibration.Fit(Open, systems).Select(fit => (fit.Name, CalibrationYaml.Write(fit, Source)))];
                    if (target is not null) WriteAll(fits);
                    else foreach (var (name, text) in fits) session.Output.WriteLine($"# {name}.yaml\n{text}");
                }
            }
            catch (EvidenceException exception)
            {
                throw new InputException(exception.Message, exception.Hint);
            }

            return ExitCode.Done;

            void Engines(Func<string, TextReader?> open, EvidenceSystems systems)
            {
                var fitted = EngineCalibration.Fit(open, systems, ranges: target is not null);
                var launched = LaunchCalibration.Fit(open, systems, ranges: target is not null);
                if (fitted.IsEmpty && launched is null) throw Nothing("recorded serving runs", "aic_silicon_e2e.csv, llm_inference_bench_all.csv and splitwise_perf_model.csv");
                if (target is not null) WriteAll([.. (launched is null ? fitted : [.. fitted, launched]).Select(engine => (engine.Name, EngineYaml.Write(engine)))]);
                if (!fitted.IsEmpty) EngineText.Write(session, fitted);
                if (launched is not null) LaunchText.Write(session, launched);
            }

            void WriteAll((string Name, string Text)[] entries)
                => OutputFile.WriteAll([.. entries.Select(entry => (Path.Combine(target!, entry.Name + ".yaml"), (Action<Stream>)(stream => stream.Write(Encoding.UTF8.GetBytes(entry.Text)))))]);
        });
        return verb;
    }

    static InputException Nothing(string of, string files) => new($"the folder holds no {of}", $"they are in {files}");
}
