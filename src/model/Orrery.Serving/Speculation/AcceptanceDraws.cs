using Orrery.Serving.Engines;
using Orrery.Simulation;

namespace Orrery.Serving;

/// <summary>Draws how many tokens of each draft stand.</summary>
sealed class AcceptanceDraws
{
    readonly RandomSource _source;
    readonly int[]? _record;
    readonly double[][] _survival; // by tokens drafted: that at least one, two, … stand

    public AcceptanceDraws(SpeculationSpec speculation, RandomSource source)
    {
        _source = source;
        _record = speculation.Acceptance is ReplayedAcceptance replayed ? [.. replayed.Lengths] : null;
        _survival = [.. Enumerable.Range(0, speculation.MostDrafted + 1)
            .Select(drafted => Enumerable.Range(1, drafted).Select(accepted => speculation.Acceptance.Survival(drafted, accepted)).ToArray())];
    }

    /// <summary>Tokens of a member's draft that stand.</summary>
    public int Next(int drafted, ref Sequence member)
    {
        if (drafted == 0) return 0;
        if (_record is not null)
        {
            if (!member.Replays)
            {
                member.Replays = true;
                member.Replayed = _source.NextInt(_record.Length);
            }
            var length = _record[member.Replayed];
            if (++member.Replayed == _record.Length) member.Replayed = 0;
            return Math.Min(length - 1, drafted);
        }
        var draw = _source.NextDouble();
        var survival = _survival[drafted];
        var accepted = 0;
        while (accepted < drafted && draw < survival[accepted]) accepted++;
        return accepted;
    }
}
