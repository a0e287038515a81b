using Orrery.Units;

namespace Orrery.Serving;

/// <summary>Low-rank adapters (LoRA) over one model: which requests name them, where they are kept and what they cost (S-LoRA, MLSys 2024).</summary>
public sealed record AdapterSpec
{
    /// <summary>Adapters that requests name, by Zipf's law; 0 where the traffic itself names them.</summary>
    public int Count { get; init; }

    /// <summary>Exponent of Zipf's law: 0 for equally popular adapters.</summary>
    public double Skew { get; init; } = 1;

    /// <summary>Adapters that one replica holds at once; their room is taken from its key-value cache.</summary>
    public required int Slots { get; init; }

    /// <summary>Bytes of one adapter, all devices of a replica together.</summary>
    public required Bytes Size { get; init; }

    /// <summary>At which a replica loads adapters, one after the other, while it goes on serving.</summary>
    public required BytesPerSecond Bandwidth { get; init; }

    /// <summary>Time of a load besides its bytes.</summary>
    public Seconds Latency { get; init; }
}

/// <summary>How well a router knows its replicas, and what the KV-aware one weighs.</summary>
public sealed record RoutingSpec
{
    /// <summary>Time between two looks at loads and prefix caches; zero for the present state.</summary>
    public Seconds Refresh { get; init; }

    /// <summary>Whether a router adds what it has itself sent since the last look.</summary>
    public bool OwnDecisions { get; init; } = true;

    /// <summary>What a prompt token to be computed counts against a token that is cached there for running requests (router of NVIDIA Dynamo).</summary>
    public double OverlapWeight { get; init; } = 1;

    /// <summary>Prompt tokens that an adapter which has to be loaded counts as.</summary>
    public double AdapterTokens { get; init; } = 1024;
}
