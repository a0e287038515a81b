using Orrery.Hardware;
using Orrery.Simulation;
using Orrery.Units;

namespace Orrery.Serving.Kv;

/// <summary>The ports of engines towards tiers outside: one of each kind an engine, as wide as its devices together, one edge each way.</summary>
sealed class KvLinks(FlowNetwork<KvTransfer> network, KvPlacement placement)
{
    readonly Dictionary<(LinkSpec Link, int Engine), (int In, int Out)> _edges = [];
    readonly Dictionary<int, double> _base = []; // carried when the record began
    readonly List<LinkSpec> _kinds = [];

    public (int In, int Out) Of(LinkSpec link, int engine)
    {
        if (_edges.TryGetValue((link, engine), out var known)) return known;
        if (!_kinds.Contains(link)) _kinds.Add(link);
        var (rate, latency) = (Rate(link, engine), SimTime.From(link.Latency));
        return _edges[(link, engine)] = (network.AddEdge(rate, latency), network.AddEdge(rate, latency));
    }

    public void Restart()
    {
        foreach (var (inward, outward) in _edges.Values) (_base[inward], _base[outward]) = (network.Carried(inward), network.Carried(outward));
    }

    public IEnumerable<KvLinkResult> Results(double seconds)
    {
        foreach (var link in _kinds)
        {
            var edges = _edges.Where(edge => edge.Key.Link == link).ToList();
            var (inward, outward) = (edges.Sum(edge => Carried(edge.Value.In)), edges.Sum(edge => Carried(edge.Value.Out)));
            var most = edges.Sum(edge => Rate(link, edge.Key.Engine)) * seconds;
            yield return new(
                link.Technology, new(inward), new(outward), most > 0 ? inward / most : 0, most > 0 ? outward / most : 0, new Bytes(inward + outward) * link.Energy);
        }
    }

    double Rate(LinkSpec link, int engine) => link.Bandwidth.Value * link.Efficiency * placement[engine].Devices;

    double Carried(int edge) => network.Carried(edge) - _base.GetValueOrDefault(edge);
}
