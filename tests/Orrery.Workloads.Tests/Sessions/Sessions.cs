using System.Collections.Immutable;
using Orrery.Simulation;
using Orrery.Units;
using Orrery.Workloads.Sessions;

namespace Orrery.Workloads.Tests.Sessions;

/// <summary>A system that answers every request after a time that depends on the request alone.</summary>
static class Served
{
    public static List<(Request Request, SimTime Answered)> By(IInteractiveSource source, Func<Request, double> seconds, Func<Request, bool>? fails = null)
    {
        var answered = new List<(Request, SimTime)>();
        var inFlight = new EventQueue<Request>();
        while (true)
        {
            var due = source.Due;
            if (inFlight.TryPeek(out var end) && end < due)
            {
                inFlight.TryNext(out _, out var request);
                answered.Add((request, end));
                if (fails?.Invoke(request) == true) source.Failed(request, end);
                else source.Answered(request, end);
            }
            else if (due != SimTime.Never)
            {
                Assert.True(source.TryNext(out var request));
                Assert.Equal(due, request.Arrival);
                inFlight.Schedule(due + SimTime.FromSeconds(seconds(request)), request);
            }
            else return answered;
        }
    }

    /// <summary>Sessions that arrive once a minute.</summary>
    public static TrafficSpec Traffic(SessionSpec session, LengthSpec? input = null, LengthSpec? output = null) => new()
    {
        Synthetic = new SyntheticTrafficSpec
        {
            Arrivals = new ArrivalSpec { Family = GapFamily.Constant, Rate = new(1.0 / 60) },
            Input = input ?? new ConstantLength(100),
            Output = output ?? new ConstantLength(30),
            Session = session with { Sessions = session.Sessions ?? 20 },
        },
    };

    public static SessionTraffic Open(TrafficSpec spec, ulong seed = 3) => new(spec, new RandomStreams(seed));

    public static ImmutableArray<(Request Request, SimTime Answered)> OfSession(this List<(Request Request, SimTime Answered)> all, long session) =>
        [.. all.Where(r => r.Request.Session == session).OrderBy(static r => r.Request.Id)];

    public static DurationSpec Always(double seconds) => new ConstantDuration(new Seconds(seconds));

    /// <summary>Leading identities that two requests have in common.</summary>
    public static int Common(Request a, Request b) => a.Prefix.Span.CommonPrefixLength(b.Prefix.Span);
}
