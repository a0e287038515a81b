using System.Collections.Immutable;
using Orrery.Workloads;

namespace Orrery.Performance;

/// <summary>
/// The cost of steps that verify drafted tokens, and of drafting them: one pass of the drafter for each token of a draft, and its share of the prompts.
/// </summary>
/// <remarks>
/// Drafting and verifying follow each other (arXiv 2302.01318, Algorithm 2). The passes of a draft differ in length by a token each; all count at their mean.
/// Choosing which drafted tokens stand is not counted.
/// </remarks>
public sealed class SpeculativeTimer : IStepTimer
{
    readonly IStepTimer _target;
    readonly IStepTimer? _draft;
    readonly int[] _place; // for each reach of the drafter: its place in all reaches

    /// <summary>Joins a model's timer and a drafter's.</summary>
    /// <param name="target">The model's.</param>
    /// <param name="draft">The drafter's; null where drafts cost nothing.</param>
    /// <exception cref="ArgumentException">They have more than <see cref="ReachLimits.Reaches"/> reaches together.</exception>
    public SpeculativeTimer(IStepTimer target, IStepTimer? draft)
    {
        _target = target;
        _draft = draft;
        Reaches = Drafter.Reaches(target.Reaches, draft?.Reaches ?? []);
        if (Reaches.Length > ReachLimits.Reaches)
            throw new ArgumentException($"Model and drafter have {Reaches.Length} reaches together; at most {ReachLimits.Reaches} are modelled.", nameof(draft));
        _place = [.. (draft?.Reaches ?? []).Select(reach => Reaches.IndexOf(reach))];
    }

    /// <inheritdoc/>
    public ImmutableArray<Reach> Reaches { get; }

    /// <inheritdoc/>
    public bool NeedsSpread => _target.NeedsSpread;

    /// <inheritdoc/>
    public void Evaluate(in StepShape shape, out StepCost cost)
    {
        _target.Evaluate(shape, out cost);
        AddDrafts(shape, ref cost);
    }

    /// <inheritdoc/>
    public void EvaluateRanks(ReadOnlySpan<StepShape> ranks, out StepCost cost)
    {
        _target.EvaluateRanks(ranks, out cost);
        AddDrafts(StepShapes.Sum(ranks), ref cost);
    }

    void AddDrafts(in StepShape shape, ref StepCost cost)
    {
        if (_draft is null) return;
        if (shape.PrefillTokens > 0) AddDraft(PromptsOf(shape), 1, ref cost);
        // Ranks that draft unequally wait for the longest draft, which is taken to be the mean rounded up.
        if (shape.DraftTokens > 0) AddDraft(PassOf(shape), (shape.DraftTokens + shape.DecodeSequences - 1) / shape.DecodeSequences, ref cost);
    }

    /// <summary>One pass of the drafter over the decoding sequences of a step, at the mean of the draft's lengths.</summary>
    public StepShape PassOf(in StepShape shape)
    {
        var queries = 1 + (double)shape.DraftTokens / shape.DecodeSequences;
        var pass = new StepShape { DecodeSequences = shape.DecodeSequences, SampledSequences = shape.DecodeSequences };
        for (var r = 0; r < _place.Length; r++) pass.DecodeAttended[r] = (shape.DecodeAttended[_place[r]] + shape.DraftPairs[_place[r]]) / queries;
        return pass;
    }

    /// <summary>The pass of the drafter over the prompts of a step: it computes them as well, but samples nothing there.</summary>
    public StepShape PromptsOf(in StepShape shape)
    {
        var prompts = new StepShape { PrefillTokens = shape.PrefillTokens, PrefillSequences = shape.PrefillSequences };
        for (var r = 0; r < _place.Length; r++)
        {
            prompts.PrefillPairs[r] = shape.PrefillPairs[_place[r]];
            prompts.PrefillAttended[r] = shape.PrefillAttended[_place[r]];
        }

        return prompts;
    }

    void AddDraft(in StepShape shape, int passes, ref StepCost cost)
    {
        _draft!.Evaluate(shape, out var draft);
        draft.DraftSeconds = draft.Seconds;
        cost.Add(draft, passes);
    }
}
