using Orrery.Cli.Terminal;
using Orrery.Evaluation;
using Orrery.Units;

namespace Orrery.Cli.Verbs.Evaluate;

/// <summary>Operating points for people and spreadsheets.</summary>
static class PointText
{
    /// <summary>One point, with its operators.</summary>
    public static void Write(Session session, PointResult point)
    {
        session.Output.WriteLine($"{point.Model} on {point.Devices} × {point.Accelerator}, {point.Parallelism}, {point.Precision}");
        session.Output.WriteLine();
        var numbers = new TextTable("", ">");
        foreach (var (name, text) in Numbers(point)) numbers.Add(name, text);
        numbers.Write(session);
        if (point.Operators.Length > 0)
        {
            session.Output.WriteLine();
            session.Output.WriteLine(point.Phase == "prefill" ? "The step of the prompts, operator by operator:" : "A decode step, operator by operator:");
            Operators(point).Write(session, OutputFormat.Table);
        }
        foreach (var finding in point.Findings) session.Output.WriteLine($"{finding.Level.ToString().ToLowerInvariant()}: {finding.Text}");
    }

    /// <summary>Several points, one a row.</summary>
    public static Listing Listing(IReadOnlyList<PointSpec> specs, IReadOnlyList<PointResult> points)
    {
        var listing = new Listing(
            new("system", "System"), new("phase", "Phase"), new("batch", ">Batch"), new("concurrency", ">Users"), new("inputTokens", ">Input"), new("outputTokens", ">Output"), new("fits", "Fits"),
            new("stepSeconds", ">Step"), new("ttftSeconds", ">TTFT"), new("tpotSeconds", ">TPOT"), new("e2eSeconds", ">E2E"),
            new("outputTokensPerSecond", ">tok/s"), new("outputTokensPerSecondPerDevice", ">tok/s each"), new("joulesPerToken", ">Energy/token"),
            new("dollarsPerMillionTokens", ">$/M tokens"), new("bottleneck", "Bottleneck"));
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            listing.Add(
                specs[i].System.System.Name, point.Phase, new(point.Batch, $"{point.Batch:0.#}"), new(point.Concurrency), point.InputTokens, point.OutputTokens, new(point.Fits, point.Fits ? "yes" : "no"),
                Time(point.StepSeconds), Time(point.TtftSeconds), Time(point.TpotSeconds), Time(point.E2eSeconds),
                Number(point.Throughput?.OutputTokensPerSecond), Number(point.Throughput?.OutputTokensPerSecondPerDevice),
                new(point.Energy?.JoulesPerToken, point.Energy is { } e ? new Joules(e.JoulesPerToken).ToString() : "–"),
                Number(point.Cost?.DollarsPerMillionTokens), point.Bottleneck);
        }
        return listing;
    }

    static IEnumerable<(string, string)> Numbers(PointResult point)
    {
        yield return (point.Concurrency is { } users ? $"Batch of each engine, under {users} users" : "Batch of each engine", $"{point.Batch:0.#}");
        yield return ("Prompt and output, tokens", $"{point.InputTokens:#,0} and {point.OutputTokens:#,0}");
        foreach (var tier in point.Memory)
        {
            if (tier.SharedContextBytes is > 0 and var shared) yield return ($"Memory {tier.Name}, shared context", $"{new Bytes(shared)}");
            yield return ($"Memory {tier.Name}, weights and cache of", $"{new Bytes(tier.WeightBytes)}, {new Bytes(tier.KvBytes)} of {new Bytes(tier.CapacityBytes)}");
        }

        if (!point.Fits) yield return ("Fits", "no");
        if (point.StepSeconds is { } step) yield return ("Step", new Seconds(step).ToString());
        if (point.Speculation is { } drafts)
        {
            yield return ("Drafted tokens, and tokens out of a step", $"{drafts.Lookahead} and {drafts.TokensPerStep:0.##}");
            yield return ("Speed-up over no drafts", $"{drafts.SpeedUp:0.##}");
        }
        if (point.TtftSeconds is { } ttft) yield return ("Time to first token", new Seconds(ttft) + Text(point.TtftRange, value => new Seconds(value).ToString()));
        if (point.TpotSeconds is { } tpot) yield return ("Time per output token", new Seconds(tpot) + Text(point.TpotRange, value => new Seconds(value).ToString()));
        if (point.E2eSeconds is { } e2e) yield return ("Arrival to last token", new Seconds(e2e).ToString());
        if (point.Throughput is { } rate)
        {
            yield return ("Output tokens per second", $"{rate.OutputTokensPerSecond:#,0.#}" + Text(point.OutputTokensPerSecondRange, value => $"{value:#,0}"));
            yield return ("Output tokens per second and device", $"{rate.OutputTokensPerSecondPerDevice:#,0.#}");
        }
        if (point.Energy is { } energy)
        {
            yield return ("Power of accelerators and hosts", new Watts(energy.AcceleratorWatts + energy.HostWatts).ToString());
            yield return ("Energy per output token", new Joules(energy.JoulesPerToken).ToString());
        }
        if (point.Cost is { } cost) yield return ("Cost per million output tokens", $"${cost.DollarsPerMillionTokens:#,0.##}" + Text(point.DollarsPerMillionTokensRange, value => $"${value:#,0.##}"));
        if (point.Carbon is { } carbon) yield return ("CO₂e per million output tokens", $"{carbon.TotalLowGramsPerMillionTokens:#,0.#} to {carbon.TotalHighGramsPerMillionTokens:#,0.#} g");
        if (point.Intensity is { } intensity)
        {
            yield return ("FLOP per byte of the step, and at the ridge", $"{intensity.Operators.FirstOrDefault(op => op.Operator == "step")?.FlopsPerByte:#,0.##} and {intensity.RidgeFlopsPerByte:#,0.#} ({intensity.Engine} over {intensity.Tier})");
            yield return ("Memory per request, weights shared", new Bytes(intensity.BytesPerRequest).ToString());
            yield return ("Batch that memory holds, and that reaches the ridge", $"{intensity.LargestBatch:#,0} and {intensity.RidgeBatch:#,0}");
        }
        if (point.Bottleneck is { } bottleneck) yield return ("Bottleneck", bottleneck);
    }

    static Listing Operators(PointResult point)
    {
        var total = point.Operators.Sum(o => o.Seconds);
        var listing = new Listing(new("name", "Operator"), new("count", ">Times"), new("seconds", ">Time"), new("share", ">Share"), new("flops", ">FLOP"), new("memoryBytes", ">Memory"), new("flopsPerByte", ">FLOP/B"), new("linkBytes", ">Links"), new("joules", ">Energy"), new("engine", "Engine"), new("bound", "Bound by"), new("region", "Roofline"));
        foreach (var op in point.Operators)
            listing.Add(op.Name, op.Count, Time(op.Seconds), new(op.Seconds / total, $"{100 * op.Seconds / total:0.0} %"), new(op.Flops, SiFormat.Format(op.Flops, "FLOP", 3)),
                new(op.MemoryBytes, new Bytes(op.MemoryBytes).ToString()), Number(op is { Flops: > 0, MemoryBytes: > 0 } ? op.Flops / op.MemoryBytes : null), new(op.LinkBytes, op.LinkBytes > 0 ? new Bytes(op.LinkBytes).ToString() : "–"), new(op.Joules, new Joules(op.Joules).ToString()), op.Engine, op.Bound, point.Intensity?.Operators.FirstOrDefault(of => of.Operator == op.Name)?.Region ?? "–");
        return listing;
    }

    // What four in five measurements of such systems would show.
    static string Text(PredictedRange? range, Func<double, string> text) => range is null ? "" : $" ({text(range.Low)} to {text(range.High)})";

    static ListingCell Time(double? seconds) => new(seconds, seconds is { } value ? new Seconds(value).ToString() : "–");

    static ListingCell Number(double? number) => new(number, number is { } value ? $"{value:#,0.##}" : "–");
}
