using System.CommandLine;
using Orrery.Cli.Terminal;
using Orrery.Evaluation;
using Orrery.Reporting.Json;
using Orrery.Scenarios;

namespace Orrery.Cli.Verbs.Evaluate;

/// <summary><c>orrery evaluate</c>: operating points without a queue, from flags or from the systems of a scenario.</summary>
static class EvaluateVerb
{
    public static Command Create(Session session)
    {
        var scenario = ScenarioInput.Argument();
        scenario.Arity = ArgumentArity.ZeroOrOne;
        scenario.Description = "A scenario whose systems are evaluated; - reads points as CSV from the standard input; without either, flags describe the system";
        var flags = new SystemFlags(session);
        var phase = Choice.Option("--phase", "What is asked", Phase.Request, ("request", Phase.Request), ("prefill", Phase.Prefill), ("decode", Phase.Decode));
        var batch = NumberList.Option("--batch", "Sequences that one engine works on together", 1);
        var concurrency = NumberList.Option("--concurrency", "Users in a closed loop over all engines, instead of a batch");
        var input = NumberList.Option("--isl", "Prompt tokens", 1024);
        var output = NumberList.Option("--osl", "Tokens generated", 128);
        input.Aliases.Add("--input");
        output.Aliases.Add("--output-tokens");
        var format = FormatOption.Create();
        var catalog = CatalogAccess.Option();

        var verb = new Verb("evaluate", "Evaluate operating points without a queue: time, energy, cost and the bottleneck of each operator",
            "orrery evaluate --model llama-3.3-70b --accelerator h100-sxm --count 8 --batch 64 --isl 2048",
            "orrery evaluate --model llama-3.1-8b --accelerator h100-sxm --phase decode --batch 1,8,64,256 --format csv",
            "orrery evaluate examples/chat.yaml --concurrency 16,64",
            "orrery evaluate --model llama-3.1-70b --accelerator b200-sxm --count 2 --precision fp8 --engine vllm@0.19 --concurrency 64 --isl 1024 --osl 1024",
            "printf 'accelerator,tp,batch\\nh100-sxm,4,8\\nb200-sxm,2,32\\n' | orrery evaluate - --model llama-3.1-70b --precision fp8")
        {
            scenario, phase, batch, concurrency, input, output, format, catalog,
        };
        foreach (var option in flags.Options) verb.Options.Add(option);
        verb.SetAction(parsed =>
        {
            var store = CatalogAccess.Open(session, parsed.GetValue(catalog));
            var path = parsed.GetValue(scenario);
            if (path == ScenarioInput.StandardInput) return new PointTable(session, store, flags, flags.Values(parsed), parsed.GetValue(format)).Run();
            var plan = path is not null
                ? ScenarioInput.Read(session, path, store, new())
                : ScenarioInput.ReadText(session, "flags", SystemFlags.Scenario(flags.Values(parsed)), store);
            if (plan is null) return ExitCode.BadInput;
            var points =
                from system in plan.Systems
                from users in parsed.GetValue(concurrency) is { Length: > 0 } loops ? loops.Select(n => (int?)n) : [null]
                from sequences in users is null ? parsed.GetValue(batch)! : [1]
                from prompt in parsed.GetValue(input)!
                from generated in parsed.GetValue(output)!
                select new PointSpec
                {
                    System = system,
                    Phase = parsed.GetValue(phase),
                    Batch = sequences,
                    Concurrency = users,
                    InputTokens = prompt,
                    OutputTokens = generated,
                    Operation = plan.Operation,
                };
            return Evaluate(session, [.. points], parsed.GetValue(format));
        });
        return verb;
    }

    static int Evaluate(Session session, IReadOnlyList<PointSpec> points, OutputFormat format)
    {
        var evaluator = new PointEvaluator();
        var results = new List<PointResult>(points.Count);
        foreach (var point in points)
        {
            session.Stop.ThrowIfCancellationRequested();
            results.Add(evaluator.Evaluate(point));
        }
        if (format == OutputFormat.Json) PointResultJson.Write(results, session.Output);
        else if (format == OutputFormat.Table && results.Count == 1) PointText.Write(session, results[0]);
        else PointText.Listing(points, results).Write(session, format);
        return results.All(r => r.Fits) ? ExitCode.Done : ExitCode.No;
    }
}
