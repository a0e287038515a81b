using Orrery.Simulation;

namespace Orrery.Workloads.Sessions;

/// <summary>What a session does next.</summary>
enum SessionMove
{
    /// <summary>It waits for other answers.</summary>
    Wait,

    /// <summary>It sends one request.</summary>
    Send,

    /// <summary>It sends a request for each branch.</summary>
    SendBranches,

    /// <summary>It is over.</summary>
    End,

    /// <summary>It is over, since its next request would pass its context.</summary>
    EndAtLimit,
}

/// <summary>One session: composes its requests from what was said so far.</summary>
/// <remarks>A turn is a question, calls of tools one after another, branches beside each other, and the answer; all but the question and the answer may be missing.</remarks>
sealed class LiveSession
{
    readonly SessionLaws _laws;
    readonly SessionSpec _spec;
    readonly RandomSource _random;
    readonly PrefixTrail _trail;
    readonly int _anchor; // tokens before the first question
    readonly int _state; // tokens that consolidation rewrites with every answer
    int _turnsLeft, _callsLeft, _outstanding;
    int _answer, _encoded; // of the turn: tokens of the answer, and of the question those that an encoder makes
    int _task; // tokens up to the question's end, which a consolidated context keeps for the turn
    int _said, _reasoned; // of the request in flight; what all branches say together
    long _prompt, _kept; // of the request in flight, and what the next prompt repeats of it and its answer
    bool _branching, _failed, _hasState;
    SimTime _busySince;

    public LiveSession(long id, SessionLaws laws, SimTime now)
    {
        Id = id;
        Began = now;
        _laws = laws;
        _spec = laws.Spec;
        _random = laws.StreamOf(id);
        _trail = laws.Trail(_random);
        _state = _spec.Context.Kind == ContextKind.Consolidate ? _spec.Context.Tokens : 0;
        _turnsLeft = laws.Turns(_random);
        _anchor = _spec.SharedTokens + laws.Opening(_random);
        _kept = _anchor;
        _trail.Extend(_anchor);
        First = Ask();
    }

    public long Id { get; }

    public SimTime Began { get; }

    /// <summary>What it does first.</summary>
    public SessionMove First { get; }

    /// <summary>How long it pauses before it sends.</summary>
    public SimTime Pause { get; private set; }

    /// <summary>Requests that it sends beside each other.</summary>
    public int Branches { get; private set; }

    public bool Failed => _failed;

    /// <summary>Requests answered, and of them: time in which the session waited for one, tokens, the most tokens of one.</summary>
    public long Requests { get; private set; }

    public SimTime Served { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public long PeakTokens { get; private set; }

    /// <summary>Pairs of a generated token and one before it: MEM1's dependency (arXiv 2506.15841).</summary>
    public double Dependency { get; private set; }

    /// <summary>A draw of the session's own from a distribution.</summary>
    public SimTime Draw(DurationDistribution law) => law.Next(_random);

    /// <summary>Composes a request that is due.</summary>
    public Request Send(long id, SimTime now)
    {
        if (_outstanding++ == 0) _busySince = now;
        if (!_branching) return Compose(id, now, _trail, _prompt, (long)_reasoned + _state + _said);
        var said = _laws.BranchOutput(_random);
        _said += said;
        return Compose(id, now, _trail.Fork(_random), _prompt + _laws.BranchInput(_random), said + _laws.Reasoning(_random));
    }

    /// <summary>Takes an answer.</summary>
    public SessionMove Answered(in Request request, SimTime now)
    {
        Requests++;
        InputTokens += request.InputTokens;
        OutputTokens += request.OutputTokens;
        PeakTokens = Math.Max(PeakTokens, (long)request.InputTokens + request.OutputTokens);
        Dependency += (request.InputTokens + request.OutputTokens / 2.0) * request.OutputTokens;
        return Settle(now);
    }

    /// <summary>Takes a failure: the session ends, or forgets the turn and goes on with the next.</summary>
    public SessionMove GaveUp(SimTime now)
    {
        _failed = true;
        return Settle(now);
    }

    SessionMove Settle(SimTime now)
    {
        if (--_outstanding > 0) return SessionMove.Wait;
        Served += now - _busySince;
        Pause = SimTime.Zero;
        if (_failed)
        {
            if (!_spec.ContinueAfterFailure || _turnsLeft == 1) return SessionMove.End;
            _failed = _branching = false;
            return NextTurn();
        }
        if (_branching)
        {
            _branching = false;
            _prompt += _said;
            Truncate();
            return Say(_answer);
        }
        Remember();
        if (_callsLeft == 0) return _turnsLeft == 1 ? SessionMove.End : NextTurn();
        _callsLeft--;
        (Pause, var returned) = _laws.Tools(_random);
        _prompt = _kept + returned;
        Truncate();
        return Continue();
    }

    SessionMove NextTurn()
    {
        _turnsLeft--;
        Pause = _laws.Think(_random);
        return Ask();
    }

    SessionMove Ask()
    {
        (var question, _answer, _encoded) = _laws.Turn(_random);
        _callsLeft = _laws.Calls(_random);
        Branches = _laws.Branches(_random);
        if (_state == 0)
        {
            _trail.Cut(Whole(_kept));
            _prompt = _kept + question;
            Truncate();
            return Continue();
        }
        _task = Whole((long)_anchor + question);
        _trail.Cut(_anchor);
        _trail.Extend(_task);
        _prompt = (long)_task + (_hasState ? _state : 0);
        return Continue();
    }

    // Calls first, then branches, then the answer.
    SessionMove Continue()
    {
        if (_callsLeft > 0) return Say(_laws.Arguments(_random));
        if (Branches == 0) return Say(_answer);
        _branching = true;
        _said = 0;
        _trail.Extend(Whole(_prompt));
        return SessionMove.SendBranches;
    }

    SessionMove Say(int tokens)
    {
        _said = tokens;
        _reasoned = _laws.Reasoning(_random);
        var passes = _prompt + _reasoned + _state + _said > (_spec.ContextLimit ?? long.MaxValue);
        return passes && Requests > 0 ? SessionMove.EndAtLimit : SessionMove.Send;
    }

    // What the next prompt repeats. The first token that it does not repeat ends what it finds in a cache.
    void Remember()
    {
        if (_state > 0)
        {
            _trail.Cut(_task);
            _hasState = true;
            _kept = (long)_task + _state + _said;
            return;
        }
        var dropped = _spec.Reasoning is { Keep: false } ? _reasoned : 0;
        if (dropped > 0) _trail.Cut(Whole(_prompt));
        _kept = _prompt + _reasoned + _said - dropped;
    }

    void Truncate()
    {
        var most = (long)_spec.SharedTokens + _spec.Context.Tokens;
        if (_spec.Context.Kind != ContextKind.Truncate || _prompt <= most) return;
        _trail.Cut(_spec.SharedTokens);
        _prompt = most;
    }

    // The last token generated is not in the cache: nobody has computed it.
    Request Compose(long id, SimTime now, PrefixTrail trail, long prompt, long output)
    {
        var (input, generated) = (Whole(prompt), Whole(output));
        trail.Extend(input);
        trail.Extend(input + generated - 1);
        var encoded = _encoded;
        _encoded = 0;
        return new(id, now, input, generated, trail.Identities, PrefixTrail.StretchTokens, Id) { PrefixEnds = trail.Ends, EncoderTokens = encoded };
    }

    // Longer than any context: the engine turns it away.
    static int Whole(long tokens) => (int)Math.Min(tokens, int.MaxValue / 4);
}
