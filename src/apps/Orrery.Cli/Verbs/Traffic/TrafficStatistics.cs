using Orrery.Cli.Terminal;
using Orrery.Units;
using Orrery.Workloads;

namespace Orrery.Cli.Verbs.Traffic;

/// <summary>Requests in a few numbers.</summary>
sealed class TrafficStatistics
{
    readonly List<double> _gaps = [];
    readonly List<double> _inputs = [];
    readonly List<double> _outputs = [];
    readonly HashSet<long> _blocks = [];
    readonly HashSet<long> _sessions = [];
    double _prefixTokens, _seenTokens, _span;

    /// <summary>Takes all requests of a source, or the first of them.</summary>
    public static TrafficStatistics Of(IRequestSource source, long limit, CancellationToken stop)
    {
        var statistics = new TrafficStatistics();
        double? last = null;
        while (statistics._inputs.Count < limit && source.TryNext(out var request))
        {
            stop.ThrowIfCancellationRequested();
            var arrival = request.Arrival.TotalSeconds;
            if (last is { } before) statistics._gaps.Add(arrival - before);
            statistics._span += arrival - (last ?? arrival);
            last = arrival;
            statistics.Add(request);
        }
        return statistics;
    }

    /// <summary>How many there were.</summary>
    public int Count => _inputs.Count;

    /// <summary>The numbers, one a row.</summary>
    public Listing ToListing()
    {
        var listing = new Listing(new("name", "Of the traffic"), new("value", ">Value"), new("unit", "Unit"));
        Add(listing, "requests", Count, "");
        Add(listing, "duration", _span, "s");
        if (_gaps.Count > 0)
        {
            Add(listing, "rate", _gaps.Count / _span, "/s");
            var mean = _gaps.Average();
            Add(listing, "gap-cv", Math.Sqrt(_gaps.Average(g => (g - mean) * (g - mean))) / mean, "");
        }
        AddLengths(listing, "input", _inputs);
        AddLengths(listing, "output", _outputs);
        if (_prefixTokens > 0) Add(listing, "repeated-prefix-share", _seenTokens / _inputs.Sum(), "");
        if (_sessions.Count > 0) Add(listing, "sessions", _sessions.Count, "");
        return listing;
    }

    void Add(in Request request)
    {
        _inputs.Add(request.InputTokens);
        _outputs.Add(request.OutputTokens);
        if (request.Session >= 0) _sessions.Add(request.Session);
        var begin = 0;
        for (var i = 0; i < request.Prefix.Length; i++)
        {
            var end = request.PrefixEnds.IsEmpty ? begin + request.PrefixBlockTokens : request.PrefixEnds.Span[i];
            var prompt = request.PrefixEnds.IsEmpty ? end : Math.Min(end, request.InputTokens); // identities may go on in what is generated
            _prefixTokens += Math.Max(0, prompt - begin);
            if (!_blocks.Add(request.Prefix.Span[i])) _seenTokens += Math.Max(0, prompt - begin);
            begin = end;
        }
    }

    static void AddLengths(Listing listing, string name, List<double> lengths)
    {
        if (lengths.Count == 0) return;
        lengths.Sort();
        Add(listing, $"{name}-mean", lengths.Average(), "tokens");
        foreach (var percent in (int[])[50, 90, 99]) Add(listing, $"{name}-p{percent}", lengths[(int)Math.Ceiling(percent / 100.0 * lengths.Count) - 1], "tokens");
        Add(listing, $"{name}-max", lengths[^1], "tokens");
    }

    static void Add(Listing listing, string name, double value, string unit) =>
        listing.Add(name, new ListingCell(value, unit == "s" ? new Seconds(value).ToString() : $"{value:#,0.####}"), unit is "s" ? new ListingCell("s", "") : unit);
}
