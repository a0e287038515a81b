using Orrery.Simulation;
using Orrery.Workloads;

namespace Orrery.Serving.Tests.Reference;

/// <summary>Requests from a list or an iterator.</summary>
sealed class Traffic(IEnumerable<Request> requests) : IRequestSource
{
    readonly IEnumerator<Request> _requests = requests.GetEnumerator();

    public bool TryNext(out Request request)
    {
        var more = _requests.MoveNext();
        request = more ? _requests.Current : default;
        return more;
    }

    /// <summary>Poisson arrivals of equal or drawn lengths.</summary>
    public static IEnumerable<Request> Poisson(ulong seed, double perSecond, long count, Func<RandomSource, (int Input, int Output)> lengths)
    {
        var streams = new RandomStreams(seed);
        var (gaps, sizes) = (streams.Get("gaps"), streams.Get("sizes"));
        var seconds = 0.0;
        for (var id = 0L; id < count; id++)
        {
            seconds += Exponential(gaps, 1 / perSecond);
            var (input, output) = lengths(sizes);
            yield return new Request(id, SimTime.FromSeconds(seconds), input, output);
        }
    }

    public static double Exponential(RandomSource source, double mean) => -mean * Math.Log(1 - source.NextDouble());

    /// <summary>An anchor trace: <c>request_id,arrival_us,input_tokens,output_tokens</c>.</summary>
    public static IEnumerable<Request> ReadAnchor(string path) => File.ReadLines(path).Skip(1)
        .Select(static line => line.Split(','))
        .Select(static f => new Request(long.Parse(f[0]), new SimTime(long.Parse(f[1]) * 1_000_000), int.Parse(f[2]), int.Parse(f[3])));
}
