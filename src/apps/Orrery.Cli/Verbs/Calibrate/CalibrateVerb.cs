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
            try
            {
                var systems = new EvidenceSystems(CatalogAccess.Open(session, parsed.GetValue(catalog)));
                TextReader? Open(string file) => File.Exists(Path.Combine(folder, file)) ? new StreamReader(Path.Combine(folder, file)) : null;
                if (parsed.GetValue(engines))
                {
                    var fitted = EngineCalibration.Fit(Open, systems, ranges: parsed.GetValue(output) is not null);
                    EngineText.Write(session, fitted);
                    if (parsed.GetValue(output) is { } entries)
                        foreach (var engine in fitted)
                            OutputFile.Write(Path.Combine(session.Resolve(entries), engine.Name + ".yaml"), stream => stream.Write(Encoding.UTF8.GetBytes(EngineYaml.Write(engine))));
                    if (LaunchCalibration.Fit(Open, systems) is { } launched) LaunchText.Write(session, launched);
                    return ExitCode.Done;
                }

                if (parsed.GetValue(power))
                {
                    LaunchText.Write(session, PowerCalibration.Fit(Open, systems));
                    return ExitCode.Done;
                }

                foreach (var calibration in KernelCalibration.Fit(Open, systems))
                {
                    var text = CalibrationYaml.Write(calibration, Source);
                    if (parsed.GetValue(output) is { } target) OutputFile.Write(Path.Combine(session.Resolve(target), calibration.Name + ".yaml"), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
                    else session.Output.WriteLine($"# {calibration.Name}.yaml\n{text}");
                }
            }
            catch (EvidenceException exception)
            {
                throw new InputException(exception.Message, exception.Hint);
            }

            return ExitCode.Done;
        });
        return verb;
    }
}
