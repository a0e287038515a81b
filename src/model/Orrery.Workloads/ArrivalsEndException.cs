using System.Globalization;
using Orrery.Workloads.Traces;

namespace Orrery.Workloads;

/// <summary>Traffic that was asked for comes later than virtual time reaches, which is 106 days.</summary>
/// <param name="arrived">Requests, or sessions, that arrive before its end.</param>
/// <param name="asked">How many were asked for; null where all of a trace.</param>
/// <param name="what">What arrives, in the plural.</param>
public sealed class ArrivalsEndException(long arrived, long? asked, string what = "requests") : OverflowException(string.Create(CultureInfo.InvariantCulture,
    $"only {arrived:#,0}{(asked is { } all ? $" of {all:#,0}" : "")} {what} arrive within 106 days, which is as far as virtual time goes"))
{
    /// <summary>The id of the problem, as of traces whose times are out of range.</summary>
    public static string Id => TraceProblemId.Time;

    /// <summary>What may be done about it.</summary>
    public static string Hint => "raise the rate or the 'scale' of the traffic, ask for fewer requests, or cut them with a 'duration'";
}
