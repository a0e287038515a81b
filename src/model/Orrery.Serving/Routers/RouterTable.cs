using System.Collections.Immutable;
using Orrery.Simulation;

namespace Orrery.Serving.Routers;

/// <summary>A router that a scenario can name.</summary>
/// <param name="Name">Its name in <see cref="ServingSpec.Router"/>.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Create">Makes one for a run, which may draw from the run's streams and weigh as the run says.</param>
public sealed record RouterEntry(string Name, string Summary, Func<RandomStreams, RoutingSpec, IRouter> Create);

/// <summary>The routers there are.</summary>
public static class RouterTable
{
    /// <summary>Every router, the default first.</summary>
    public static ImmutableArray<RouterEntry> All { get; } =
    [
        new("least-loaded", "The replica with the fewest unfinished requests.", static (_, _) => new LeastLoaded()),
        new("round-robin", "Each replica in turn.", static (_, _) => new RoundRobin()),
        new("prefix-aware", "The replica with most of the prompt in its prefix cache, while loads are balanced.", static (_, _) => new PrefixAware()),
        new("power-of-two", "The less loaded of two replicas drawn at random.", static (streams, _) => new PowerOfTwo(streams)),
        new("session-affinity", "The replica that a hash of the session names; the least loaded where there is none.", static (_, _) => new SessionAffinity()),
        new("random", "Any replica, each as likely.", static (streams, _) => new RandomRouter(streams)),
        new("least-tokens", "The replica with the fewest prompt tokens to compute and tokens in its cache.", static (_, _) => new KvAware(new RoutingSpec { OverlapWeight = 0, AdapterTokens = 0 })),
        new("kv-aware", "The replica with the least to compute of queue and prompt, and the fewest tokens in its cache (NVIDIA Dynamo's KV router).", static (_, routing) => new KvAware(routing)),
    ];

    /// <summary>Makes the router of a name.</summary>
    /// <exception cref="ArgumentException">No router has that name.</exception>
    public static IRouter Create(string name, RandomStreams streams, RoutingSpec? routing = null) => (All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new ArgumentException($"There is no router '{name}'; there are {string.Join(", ", All.Select(static e => e.Name))}.", nameof(name))).Create(streams, routing ?? new());
}
