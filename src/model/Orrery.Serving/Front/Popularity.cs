using Orrery.Simulation;

namespace Orrery.Serving.Front;

/// <summary>Draws from numbered things of which the k-th is k^skew times as rare as the first: Zipf's law.</summary>
sealed class Popularity
{
    readonly double[] _until; // share of all at or before each

    public Popularity(int count, double skew)
    {
        _until = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) _until[i] = sum += Math.Pow(i + 1, -skew);
        for (var i = 0; i < count; i++) _until[i] /= sum;
    }

    public int Draw(RandomSource source)
    {
        var place = Array.BinarySearch(_until, source.NextDouble());
        return Math.Min(place >= 0 ? place + 1 : ~place, _until.Length - 1);
    }
}
