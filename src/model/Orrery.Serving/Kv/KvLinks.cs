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
        var (rate, latency) = (link.Bandwidth.Value * link.Efficiency * placement.DevicesPerEngine, SimTime.From(link.Latency));
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
            var edges = _edges.Where(edge => edge.Key.Link == link).Select(static edge => edge.Value).ToList();
            var (inward, outward) = (edges.Sum(edge => Carried(edge.In)), edges.Sum(edge => Carried(edge.Out)));
            var most = link.Bandwidth.Value * link.Efficiency * placement.DevicesPerEngine * edges.Count * seconds;
            yield return new(
                link.Technology, new(inward), new(outward), most > 0 ? inward / most : 0, most > 0 ? outward / most : 0, new Bytes(inward + outward) * link.Energy);
        }
    }

    double Carried(int edge) => network.Carried(edge) - _base.GetValueOrDefault(edge);
}

/// <summary>Where engines stand.</summary>
/// <param name="Engines">How many.</param>
/// <param name="DevicesPerEngine">Devices of each.</param>
/// <param name="DevicesPerNode">Devices of a host.</param>
sealed record KvPlacement(int Engines, int DevicesPerEngine, int DevicesPerNode)
{
    // Engines stand one after the other; one that is larger than a host has whole hosts to itself.
    int EnginesPerNode => Math.Max(1, DevicesPerNode / DevicesPerEngine);

    public int StoreOf(KvScope scope, int engine) => scope switch
    {
        KvScope.Device => engine,
        KvScope.Node => engine / EnginesPerNode,
        _ => 0,
    };

    /// <summary>Memories of the specification that make up what an engine sees as one store.</summary>
    public int PartsOf(KvScope scope) => scope switch
    {
        KvScope.Device => DevicesPerEngine,
        KvScope.Node => (DevicesPerEngine + DevicesPerNode - 1) / DevicesPerNode,
        _ => 1,
    };
}
