namespace Orrery.Serving.Measurement;

/// <summary>Gaps between tokens of decoding sequences: one sample for all that had their last token at the same instant.</summary>
/// <remarks>Where every step decodes, that is everyone; a scheduler that pauses decodes lets sequences join in between.</remarks>
sealed class TokenGaps
{
    readonly List<(long Time, int Count)> _joined = [];

    /// <summary>End of the last decode step.</summary>
    public long Last { get; private set; } = -1;

    /// <summary>A sequence got its first token, or the first after a preemption, and decodes from now on.</summary>
    public void Join(long now)
    {
        if (now == Last) return;
        if (_joined.Count > 0 && _joined[^1].Time == now) _joined[^1] = (now, _joined[^1].Count + 1);
        else _joined.Add((now, 1));
    }

    /// <summary>A sequence that joined at an instant leaves before its first decode step.</summary>
    public void Withdraw(long joined)
    {
        var i = _joined.FindIndex(group => group.Time == joined);
        if (i >= 0) _joined[i] = (joined, _joined[i].Count - 1);
    }

    /// <summary>A decode step of so many sequences ends.</summary>
    public void Decode(long now, int sequences, Recorder recorder)
    {
        foreach (var (time, count) in _joined)
        {
            recorder.Gap(now - time, count);
            sequences -= count;
        }
        _joined.Clear();
        if (sequences > 0) recorder.Gap(now - Last, sequences);
        Last = now;
    }
}
