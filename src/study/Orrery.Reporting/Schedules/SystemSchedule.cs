using Orrery.Serving;

namespace Orrery.Reporting.Schedules;

/// <summary>The schedule of one system: what its replicas worked on and when, in memory that is bounded.</summary>
/// <param name="system">The system's name.</param>
/// <param name="mostEvents">Events that it may become in a trace; steps after that are counted and left out.</param>
public sealed class SystemSchedule(string system, int mostEvents)
{
    readonly List<Slice> _slices = [];
    readonly List<RequestOutcome> _requests = [];
    readonly List<int> _last = []; // for each replica its last slice
    long _events;

    // Beginnings and ends of queueing, prefill and decode.
    const int MostEventsOfRequest = 6;

    /// <summary>The system's name.</summary>
    public string System { get; } = system;

    /// <summary>Steps that are left out, since they came after as many events as there may be.</summary>
    public long StepsLeftOut { get; private set; }

    /// <summary>Requests that are left out, for the same reason.</summary>
    public long RequestsLeftOut { get; private set; }

    internal IReadOnlyList<Slice> Slices => _slices;

    internal IReadOnlyList<RequestOutcome> Requests => _requests;

    /// <summary>Adds a request that has ended.</summary>
    public void Add(RequestOutcome request)
    {
        if (StepsLeftOut > 0 || _events + MostEventsOfRequest > mostEvents)
        {
            RequestsLeftOut++;
            return;
        }
        _requests.Add(request);
        _events += MostEventsOfRequest;
    }

    /// <summary>Adds a step; the steps of one replica come in order.</summary>
    public void Add(ServingStep step)
    {
        while (_last.Count <= step.Replica) _last.Add(-1);
        var last = _last[step.Replica];
        if (StepsLeftOut == 0 && last >= 0 && _slices[last].Continues(step))
        {
            var slice = _slices[last];
            _slices[last] = slice with { Steps = slice.Steps + 1, OutputTokens = slice.OutputTokens + step.OutputTokens, First = slice.First with { End = step.End } };
        }
        else if (StepsLeftOut > 0 || _events + Slice.MostEvents > mostEvents)
        {
            StepsLeftOut++;
        }
        else
        {
            _last[step.Replica] = _slices.Count;
            _slices.Add(new(step, 1, step.OutputTokens));
            _events += Slice.MostEvents;
        }
    }
}

/// <summary>Steps one right after the other, of as many decoding sequences and nothing else, with as many requests waiting; or one other step.</summary>
/// <param name="First">The first step, with the end of the last.</param>
/// <param name="Steps">How many there are.</param>
/// <param name="OutputTokens">Tokens out at their ends.</param>
readonly record struct Slice(ServingStep First, long Steps, long OutputTokens)
{
    /// <summary>A slice, two counters at its start, and two that fall to zero where the replica is idle after it.</summary>
    public const int MostEvents = 5;

    public bool Continues(in ServingStep next) =>
        next.Start == First.End && next.Prompts == 0 && First.Prompts == 0 && next.Decodes == First.Decodes && next.Waiting == First.Waiting;
}
