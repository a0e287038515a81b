using Orrery.Simulation;
using Orrery.Workloads.Traces;

namespace Orrery.Workloads.Traffic;

/// <summary>The traffic of a scenario: a trace or a synthetic source, scaled and cut as the scenario says.</summary>
public sealed class TrafficSource : IRequestSource
{
    readonly IRequestSource _source;
    readonly double _scale;
    readonly long _limit;
    readonly SimTime _until;
    readonly TenantLabels? _tenants;
    long _taken;

    TrafficSource(IRequestSource source, TrafficSpec spec, RandomStreams streams, long limit)
    {
        if (!(spec.Scale > 0 && double.IsFinite(spec.Scale))) throw new ArgumentException($"Traffic is scaled by a positive number, not {spec.Scale}.", nameof(spec));
        _source = source;
        _scale = spec.Scale;
        _limit = limit;
        if (spec.Tenants.Length > 0) _tenants = new(spec.Tenants, streams);
        Tenants = [.. spec.Tenants.Select(static tenant => tenant.Name)];
        _until = Until(spec);
    }

    /// <summary>Opens the requests of a specification, each with the arrival that it has by itself.</summary>
    /// <param name="spec">The specification; its sessions and users are not looked at.</param>
    /// <param name="streams">Gives the streams that synthetic traffic, replaced arrivals, ServeGen and tenants draw from.</param>
    /// <param name="file">The bytes of <see cref="TrafficSpec.File"/>, where the specification names one; the caller closes it.</param>
    /// <param name="companion">For ServeGen the dataset beside the windows.</param>
    /// <exception cref="ArgumentException">The specification describes no such traffic.</exception>
    public static TrafficSource Open(TrafficSpec spec, RandomStreams streams, Stream? file = null, Stream? companion = null)
    {
        if (file is not null && companion is not null)
        {
            var client = new ServeGenReader(file, companion, streams);
            return new(client, spec, streams, spec.Requests ?? long.MaxValue) { Problems = client.Problems };
        }
        if (file is not null)
        {
            var tenants = new TenantNames(spec.Tenants.Select(static tenant => tenant.Name));
            var reader = new TraceReader(file, spec.Arrivals is null ? null : new(spec.Arrivals, streams.Get("arrivals")), tenants);
            return new(reader, spec, streams, spec.Requests ?? long.MaxValue) { Problems = reader.Problems, Tenants = reader.Tenants };
        }
        if (spec.Synthetic is null) throw new ArgumentException("Traffic comes from a file or is synthetic.", nameof(spec));
        var limit = spec.Requests ?? (spec.Duration is null ? spec.Synthetic.Requests : long.MaxValue);
        return new(new SyntheticTraffic(spec.Synthetic, streams), spec, streams, limit);
    }

    /// <summary>What is wrong with the trace, as far as it was read; to be looked at after the last request.</summary>
    public IReadOnlyList<TraceProblem> Problems { get; private init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Tenants { get; private init; }

    /// <inheritdoc/>
    /// <exception cref="ArrivalsEndException">The next request comes later than virtual time reaches, and no duration ends the traffic before.</exception>
    public bool TryNext(out Request request)
    {
        request = default;
        if (_taken >= _limit) return false;
        // Synthetic traffic ends where virtual time does, a trace with its file.
        var more = _source.TryNext(out var next);
        if (!more && _source is not SyntheticTraffic) return false;
        var arrival = more ? Scaled(next.Arrival, _scale) : SimTime.Never;
        if (arrival == SimTime.Never && _until == SimTime.Never) throw new ArrivalsEndException(_taken, _limit == long.MaxValue ? null : _limit);
        if (arrival > _until || arrival == SimTime.Never) return false;
        _taken++;
        request = next with { Arrival = arrival };
        if (_tenants is not null) request = _tenants.Label(request);
        return true;
    }

    /// <summary>The last instant of a specification's arrivals.</summary>
    internal static SimTime Until(TrafficSpec spec) =>
        spec.Duration is { } duration && duration.Value < SimTime.Never.TotalSeconds ? SimTime.From(duration) : SimTime.Never;

    /// <summary>An arrival where the rate is so many times what it was; never where that is later than can be simulated.</summary>
    internal static SimTime Scaled(SimTime arrival, double scale)
    {
        if (scale == 1) return arrival;
        var picoseconds = Math.Round(arrival.Picoseconds / scale);
        return picoseconds < 9.2e18 ? new((long)picoseconds) : SimTime.Never;
    }
}
