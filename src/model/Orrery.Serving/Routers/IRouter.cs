using Orrery.Workloads;

namespace Orrery.Serving.Routers;

/// <summary>What a router can know of a replica at the instant of an arrival.</summary>
public interface IReplica
{
    /// <summary>Requests sent to it that have not finished.</summary>
    int Unfinished { get; }

    /// <summary>Tokens of a prompt that it has in its prefix cache; 0 where it has none.</summary>
    int CachedTokens(in Request request);

    /// <summary>Prompt tokens of requests sent to it that are not computed yet.</summary>
    long QueuedTokens { get; }

    /// <summary>Tokens that running requests hold in its cache.</summary>
    long HeldTokens { get; }

    /// <summary>Share of its cache that running requests hold.</summary>
    double KvUtilisation { get; }

    /// <summary>Whether it has the adapter that a request names; true for one that names none.</summary>
    bool HasAdapter(in Request request);
}

/// <summary>Sends each request to a replica when it arrives.</summary>
public interface IRouter
{
    /// <summary>Index of the replica that takes a request.</summary>
    int Choose(in Request request, ReadOnlySpan<IReplica> replicas);
}
