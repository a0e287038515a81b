using Orrery.Performance;

namespace Orrery.Serving.Engines;

// What keeps blocks outside the engine's cache.
sealed partial class Engine
{
    IKvConnector? _outside;
    long _copied; // when the caches that were swapped out last have left their blocks

    /// <summary>Lets the engine meet what keeps blocks outside its cache.</summary>
    public void Connect(IKvConnector outside)
    {
        _outside = outside;
        _prefixes?.Connect(outside, _index);
    }

    /// <summary>Blocks that equal prefixes share; null where none do.</summary>
    public PrefixCache? Prefixes => _prefixes;

    /// <summary>Bytes of one such block.</summary>
    public long SharedBlockBytes => _pool.SharedBlockBytes;

    /// <summary>Blocks that spare a sequence work at most: its last token is always computed.</summary>
    public int MostBlocks(int known) => (known - 1) / _spec.BlockTokens;

    /// <summary>Tokens that leading blocks spare a sequence.</summary>
    public int TokensOf(int blocks, int known) => Math.Min(blocks, MostBlocks(known)) * _spec.BlockTokens;

    /// <summary>Time of a step that computes nothing but so many tokens of one prompt.</summary>
    public double PromptSeconds(int computed, int tokens)
    {
        _timer.Evaluate(StepShapes.Prefill(_reaches, 1, computed, tokens), out var cost);
        return cost.Seconds;
    }

    // Whether a sequence that has just got its place has tokens to load first.
    bool LoadsOutside(int slot, ref Sequence sequence, in PrefixHit hit, long now)
    {
        if (sequence.Swapped > hit.Tokens) sequence.Incoming = sequence.Swapped;
        else
        {
            if (sequence.Swapped > 0) ForgetSwapped(slot, ref sequence); // the cache has as much of it by now
            if (_prefixes is not null) sequence.Incoming = _outside!.Load(_index, sequence, new(slot, sequence.Arrived), hit, now);
        }
        sequence.FromOutside = sequence.Incoming > 0;
        return sequence.FromOutside;
    }

    void SwapIn(int slot, ref Sequence sequence, long now)
    {
        if (sequence.Swapped == 0) return;
        sequence.Swapped = 0;
        _outside!.SwapIn(_index, new(slot, sequence.Arrived), _pool.Held(sequence.Incoming) - _pool.Held(sequence.Computed), now);
    }

    // Blocks are not written over before they have been copied: as in vLLM, the step that needs them waits.
    void SwapOut(int slot, ref Sequence sequence, long now)
    {
        if (_outside is null || _spec.Preemption != PreemptionKind.Swap || sequence.Computed == 0) return;
        var done = _outside.SwapOut(_index, new(slot, sequence.Arrived), _pool.Held(sequence.Computed), now);
        if (done < 0) return;
        sequence.Swapped = sequence.Computed;
        _copied = Math.Max(_copied, done);
    }

    void ForgetSwapped(int slot, ref Sequence sequence)
    {
        if (sequence.Swapped == 0) return;
        sequence.Swapped = 0;
        _outside!.Forget(_index, new(slot, sequence.Arrived));
    }
}
