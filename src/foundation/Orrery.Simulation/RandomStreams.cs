namespace Orrery.Simulation;

/// <summary>Names one independent stream of random numbers per purpose and entity, so that a new consumer never shifts another's draws.</summary>
/// <param name="seed">The run's seed.</param>
public sealed class RandomStreams(ulong seed)
{
    /// <summary>The stream for <paramref name="purpose"/>, and for the entity <paramref name="index"/> within it. The same names give the same sequence for ever.</summary>
    public RandomSource Get(string purpose, long index = 0)
    {
        var hash = seed;
        foreach (var c in purpose) hash = Mix(hash ^ c);
        return new RandomSource(Mix(hash ^ unchecked((ulong)index * 0x9E3779B97F4A7C15)));
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    internal static ulong Mix(ulong z)
    {
        unchecked
        {
            z += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
