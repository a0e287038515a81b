using Orrery.Simulation;
using Orrery.Workloads.Traffic;

namespace Orrery.Workloads.Sessions;

/// <summary>The distributions of sessions, ready to draw from, and what all sessions share.</summary>
sealed class SessionLaws
{
    readonly RandomStreams _streams;
    readonly LengthPair _lengths;
    readonly MediaDraw? _media;
    readonly LengthDistribution _turns;
    readonly LengthDistribution? _opening, _reasoning, _calls, _arguments, _returns, _branches, _branchInput, _branchOutput;
    readonly DurationDistribution _think;
    readonly DurationDistribution? _latency;
    readonly PrefixTrail _shared;

    /// <exception cref="ArgumentException">The specification describes no sessions.</exception>
    public SessionLaws(SyntheticTrafficSpec traffic, RandomStreams streams)
    {
        _streams = streams;
        Spec = traffic.Session ?? throw new ArgumentException("The traffic has no sessions.", nameof(traffic));
        if (Spec.SharedTokens < 0 || Spec.ContextLimit < 1 || Spec.Sessions < 1 || Spec.Tools?.Parallel < 1)
            throw new ArgumentException("What sessions share is not negative; a context, sessions and tools at once are at least 1.", nameof(traffic));
        if (Spec.Context is { Kind: not ContextKind.Full, Tokens: < 1 }) throw new ArgumentException("A context that is cut keeps at least one token.", nameof(traffic));
        _lengths = new(traffic);
        _media = MediaDraw.Of(traffic.Media);
        _turns = new(Spec.Turns);
        _think = new(Spec.Think);
        _opening = Of(Spec.Opening);
        _reasoning = Of(Spec.Reasoning?.Tokens);
        _calls = Of(Spec.Tools?.Calls);
        _arguments = Of(Spec.Tools?.Arguments);
        _returns = Of(Spec.Tools?.Returns);
        _latency = Spec.Tools is { } tools ? new(tools.Latency) : null;
        _branches = Of(Spec.Branches?.Count);
        _branchInput = Of(Spec.Branches?.Input);
        _branchOutput = Of(Spec.Branches?.Output);
        _shared = new PrefixTrail(streams.Get("shared-prompt"));
        _shared.Extend(Spec.SharedTokens);
    }

    public SessionSpec Spec { get; }

    /// <summary>The stream that one session draws from, so that what it is depends on nothing else.</summary>
    public RandomSource StreamOf(long session) => _streams.Get("session", session);

    /// <summary>The identities with which every session begins.</summary>
    public PrefixTrail Trail(RandomSource random) => _shared.Fork(random);

    public int Turns(RandomSource random) => Next(_turns, random);

    public int Opening(RandomSource random) => Next(_opening, random);

    public int Reasoning(RandomSource random) => Next(_reasoning, random);

    public int Calls(RandomSource random) => Next(_calls, random);

    public int Arguments(RandomSource random) => Next(_arguments, random);

    public int Branches(RandomSource random) => Next(_branches, random);

    public int BranchInput(RandomSource random) => Next(_branchInput, random);

    public int BranchOutput(RandomSource random) => Next(_branchOutput, random);

    /// <summary>What a question adds, what answers it, and how much of the question an encoder makes.</summary>
    public (int Question, int Answer, int Encoded) Turn(RandomSource random)
    {
        var (input, output) = _lengths.Next(random, random);
        var encoded = _media?.Next(random) ?? 0;
        return (input + encoded, output, encoded);
    }

    public SimTime Think(RandomSource random) => _think.Next(random);

    /// <summary>How long the tools of one call take and what they return.</summary>
    public (SimTime Latency, int Returned) Tools(RandomSource random)
    {
        var (latency, returned) = (SimTime.Zero, 0);
        for (var i = 0; i < Spec.Tools!.Parallel; i++)
        {
            var one = _latency!.Next(random);
            if (one > latency) latency = one;
            returned += Next(_returns, random);
        }
        return (latency, returned);
    }

    static LengthDistribution? Of(LengthSpec? spec) => spec is null ? null : new(spec);

    static int Next(LengthDistribution? law, RandomSource random) => law?.Quantile(random.NextOpen()) ?? 0;
}
