using Orrery.Simulation;

namespace Orrery.Workloads.Traffic;

/// <summary>Tokens of the images, pages or clips that a request carries.</summary>
sealed class MediaDraw
{
    readonly double _share;
    readonly LengthDistribution _count, _tokens;

    MediaDraw(MediaSpec spec)
    {
        if (!(spec.Share is >= 0 and <= 1)) throw new ArgumentException("The share of requests with media lies between 0 and 1.", nameof(spec));
        _share = spec.Share;
        _count = new(spec.Count);
        _tokens = new(spec.Tokens);
    }

    /// <summary>Media of a specification; null where there are none.</summary>
    /// <exception cref="ArgumentException">The specification describes no media.</exception>
    public static MediaDraw? Of(MediaSpec? spec) => spec is null ? null : new(spec);

    /// <summary>The tokens of the next request; 0 where it carries none.</summary>
    public int Next(RandomSource random)
    {
        if (random.NextDouble() >= _share) return 0;
        var tokens = 0;
        for (var i = _count.Quantile(random.NextOpen()); i > 0; i--) tokens += _tokens.Quantile(random.NextOpen());
        return tokens;
    }
}
