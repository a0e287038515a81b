using System.Collections.Immutable;
using Orrery.Evaluation;

namespace Orrery.Reporting.Store;

/// <summary>A run in the store, without its numbers.</summary>
/// <param name="Id">Identity of the run, 64 hex digits.</param>
/// <param name="Created">When it was saved first.</param>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="ScenarioHash">SHA-256 of the resolved scenario.</param>
/// <param name="Seed">Seed of the random streams.</param>
/// <param name="ProductVersion">Version that made it.</param>
/// <param name="Systems">How many systems it compares.</param>
/// <param name="ObjectivesMet">Whether a system meets every objective.</param>
/// <param name="Cheapest">The cheapest system, where there is one.</param>
/// <param name="CheapestDollarsPerMillionTokens">What it costs per million output tokens.</param>
/// <param name="Fastest">The fastest system.</param>
/// <param name="LeastCarbon">The system that emits least.</param>
public sealed record StoredRun(
    string Id, DateTimeOffset Created, string Scenario, string ScenarioHash, long Seed, string ProductVersion,
    int Systems, bool ObjectivesMet, string? Cheapest, double? CheapestDollarsPerMillionTokens, string? Fastest, string? LeastCarbon);

/// <summary>What the start of an identity led to.</summary>
public abstract record RunLookup
{
    RunLookup()
    {
    }

    /// <summary>Exactly one run.</summary>
    /// <param name="Result">The run.</param>
    public sealed record Found(RunResult Result) : RunLookup;

    /// <summary>No run starts so.</summary>
    /// <param name="Prefix">What was asked for.</param>
    public sealed record Unknown(string Prefix) : RunLookup;

    /// <summary>Several runs start so.</summary>
    /// <param name="Prefix">What was asked for.</param>
    /// <param name="Ids">Their identities.</param>
    public sealed record Ambiguous(string Prefix, ImmutableArray<string> Ids) : RunLookup;
}
