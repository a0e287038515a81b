namespace Orrery.Serving.Kv;

/// <summary>Where engines stand: one after the other on hosts, those of each pool on hosts of their own; one that is larger than a host has whole hosts to itself.</summary>
sealed class KvPlacement
{
    readonly List<(int Devices, int Host, int Hosts)> _engines = [];

    public KvPlacement(ServingSetup setup)
    {
        var hosts = 0;
        Add(setup.Replicas * setup.DataRanks, Math.Max(1, setup.DevicesPerEngine / setup.DataRanks), setup.DevicesPerNode);
        if (setup.Prefill is { } prefill) Add(prefill.Replicas, prefill.DevicesPerEngine, prefill.DevicesPerNode);

        void Add(int engines, int devices, int devicesPerNode)
        {
            var together = Math.Max(1, devicesPerNode / devices);
            for (var i = 0; i < engines; i++) _engines.Add((devices, hosts + i / together, (devices + devicesPerNode - 1) / devicesPerNode));
            hosts += (engines + together - 1) / together;
        }
    }

    /// <summary>How many engines there are.</summary>
    public int Count => _engines.Count;

    /// <summary>An engine: its devices, the place of its host, and hosts that it spans.</summary>
    public (int Devices, int Host, int Hosts) this[int engine] => _engines[engine];

    /// <summary>The store of a tier that an engine reaches.</summary>
    public int StoreOf(KvScope scope, int engine) => scope switch
    {
        KvScope.Device => engine,
        KvScope.Node => _engines[engine].Host,
        _ => 0,
    };

    /// <summary>Memories of a tier's specification that make up what an engine sees as one store.</summary>
    public int PartsOf(KvScope scope, int engine) => scope switch
    {
        KvScope.Device => _engines[engine].Devices,
        KvScope.Node => _engines[engine].Hosts,
        _ => 1,
    };
}
