using Orrery.Hardware;
using Orrery.Performance;
using Orrery.Workloads;

namespace Orrery.Scenarios;

/// <summary>How an engine is spread over devices: the default, and whether the model can be spread so.</summary>
static class Sharding
{
    /// <summary>The degrees given, with the default where tensor parallelism is not.</summary>
    /// <param name="degrees">The degrees in the text.</param>
    /// <param name="model">The model; null where it is unknown.</param>
    /// <param name="accelerator">The accelerator; null where it is unknown.</param>
    /// <param name="count">Devices of the system; null where not given.</param>
    public static ParallelismSpec Read(MappingReader degrees, ModelSpec? model, AcceleratorSpec? accelerator, int? count)
    {
        var spec = new ParallelismSpec(1, degrees.Get(SystemKeys.Pp), degrees.Get(SystemKeys.Ep), degrees.Get(SystemKeys.Dp), degrees.Get(SystemKeys.Cp), degrees.Get(SystemKeys.Overlap), degrees.Get(SystemKeys.ExpertSkew), degrees.Get(SystemKeys.RedundantExperts))
        {
            MicroBatches = degrees.Find(SystemKeys.MicroBatches) ?? 0,
            ExpertCounts = degrees.Get(SystemKeys.ExpertCounts),
            Split = degrees.Get(SystemKeys.Split),
            HalfBatches = degrees.Get(SystemKeys.HalfBatches),
        };
        if (degrees.Find(SystemKeys.Tp) is { } tensor) return spec with { Tensor = tensor };
        var free = (count ?? 1) / Math.Max(1, spec.Pipeline * spec.Data * spec.Context);
        var heads = model is null ? 1 : spec.Split == TensorSplit.Elements ? 0 : Heads(model);
        return spec with { Tensor = Usual(free, heads, accelerator?.ScaleUp?.DomainSize ?? 1) };
    }

    // The most devices of a domain that divide both the heads and what there is.
    static int Usual(int free, int heads, int domain)
    {
        for (var tensor = Math.Min(free, domain); tensor > 1; tensor--)
            if (free % tensor == 0 && heads % tensor == 0) return tensor;
        return 1;
    }

    /// <summary>Reports what cannot be spread as the plan says, and what is spread at a price.</summary>
    public static void Check(SystemPlan plan, MappingReader degrees, SourceSpan countAt, SourceSpan systemAt)
    {
        var (model, p, diagnostics) = (plan.Model, plan.Parallelism, degrees.Diagnostics);
        var heads = Heads(model);
        if (p.Split == TensorSplit.Elements)
        {
            // Everything is split, whatever the heads.
        }
        else if (heads % p.Tensor != 0)
            diagnostics.Error(DiagnosticRules.TensorHeads, degrees.At(SystemKeys.Tp), $"tensor-parallel {p.Tensor} does not divide {heads} attention heads", $"use {Divisors(heads)}, or 'split: elements'");
        else if (model.Layers.Select(l => l.Mixer).OfType<AttentionSpec>().Select(a => a.KvHeads).DefaultIfEmpty(int.MaxValue).Min() is var kvHeads && p.Tensor > kvHeads)
            diagnostics.Note(DiagnosticRules.KvReplicated, degrees.At(SystemKeys.Tp), $"tensor-parallel {p.Tensor} passes {kvHeads} key-value heads, so that each is held {(double)p.Tensor / kvHeads:0.#} times", $"lower 'tp' to {kvHeads} where memory for the cache is short");
        if (p.Pipeline > model.Layers.Length)
            diagnostics.Error(DiagnosticRules.PipelineLayers, degrees.At(SystemKeys.Pp), $"{p.Pipeline} pipeline stages pass the model's {model.Layers.Length} layers", $"use at most {model.Layers.Length}");
        CheckExperts(model, p, degrees);
        if (plan.System.Count % p.DevicesPerEngine != 0)
        {
            var near = Math.Max(1, plan.System.Count / p.DevicesPerEngine) * p.DevicesPerEngine;
            diagnostics.Error(DiagnosticRules.DevicesCount, countAt, $"engines of {p.DevicesPerEngine} devices do not divide {plan.System.Count}", $"use 'count: {near}' or {near + p.DevicesPerEngine}, or other degrees of 'parallelism'");
        }
        var domain = plan.System.Accelerator.ScaleUp?.DomainSize ?? 1;
        if (p.Tensor > domain)
            diagnostics.Warning(DiagnosticRules.BeyondDomain, degrees.Has(SystemKeys.Tp) ? degrees.At(SystemKeys.Tp) : systemAt, $"tensor-parallel {p.Tensor} passes the scale-up domain of {domain}", "all-reduces then cross the scale-out network; use 'pp' or 'dp' beyond the domain");
    }

    static void CheckExperts(ModelSpec model, ParallelismSpec p, MappingReader degrees)
    {
        if (p is { Expert: 1, RedundantExperts: > 0 })
            degrees.Diagnostics.Error(DiagnosticRules.ExpertCount, degrees.At(SystemKeys.RedundantExperts), $"{p.RedundantExperts} redundant experts have no ranks to even out", "give 'ep', or remove 'redundant-experts'");
        if (!p.ExpertCounts.IsEmpty && model.Layers.Select(l => l.FeedForward).OfType<ExpertsSpec>().FirstOrDefault(e => e.Experts != p.ExpertCounts.Length) is { } other)
            degrees.Diagnostics.Error(DiagnosticRules.ExpertCount, degrees.At(SystemKeys.ExpertCounts), $"'expert-counts' tells of {p.ExpertCounts.Length} experts; '{model.Name}' has {other.Experts}", "give one number an expert");
        if (p.Expert == 1) return;
        var experts = model.Layers.Select(l => l.FeedForward).OfType<ExpertsSpec>().Select(e => e.Experts).Aggregate(0, Gcd);
        var at = degrees.At(SystemKeys.Ep);
        var devices = p.Tensor * p.Data * p.Context;
        if (experts == 0)
            degrees.Diagnostics.Error(DiagnosticRules.NoExperts, at, $"'{model.Name}' has no experts to spread over {p.Expert} ranks", "remove 'ep'");
        else if (p.RedundantExperts > 0 && (experts + p.RedundantExperts) % p.Expert != 0)
            degrees.Diagnostics.Error(DiagnosticRules.ExpertCount, degrees.At(SystemKeys.RedundantExperts), $"expert-parallel {p.Expert} does not divide {experts} experts and {p.RedundantExperts} copies", $"use 'redundant-experts: {(experts + p.RedundantExperts + p.Expert - 1) / p.Expert * p.Expert - experts}'");
        else if (p.RedundantExperts == 0 && experts % p.Expert != 0)
            degrees.Diagnostics.Error(DiagnosticRules.ExpertCount, at, $"expert-parallel {p.Expert} does not divide {experts} experts", $"use {Divisors(Gcd(experts, devices))}");
        if (devices % p.Expert != 0)
            degrees.Diagnostics.Error(DiagnosticRules.ExpertDevices, at, $"expert-parallel {p.Expert} does not divide tp × dp × cp = {devices} devices", experts == 0 ? null : $"use {Divisors(Gcd(experts, devices))}");
    }

    /// <summary>The number that every tensor-parallel degree must divide.</summary>
    public static int Heads(ModelSpec model) => Math.Max(1, model.Layers.Aggregate(0, (gcd, layer) => Gcd(gcd, layer.Mixer switch
    {
        AttentionSpec a => a.Heads,
        LatentAttentionSpec a => a.Heads,
        RecurrentSpec r => r.Heads,
        _ => 0,
    })));

    /// <summary>The divisors of a number, in words.</summary>
    public static string Divisors(int number)
    {
        var all = Enumerable.Range(1, number).Where(d => number % d == 0).ToArray();
        return all.Length == 1 ? "1" : string.Join(", ", all[..^1]) + " or " + all[^1];
    }

    static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
