namespace Orrery.Evaluation;

/// <summary>A system is at work for longer than virtual time reaches, which is 106 days.</summary>
/// <param name="system">The system's name.</param>
/// <param name="cause">What passed the end of it.</param>
public sealed class VirtualTimeException(string system, Exception cause) : Exception($"'{system}' is still at work after 106 days, which is as far as virtual time goes", cause)
{
    /// <summary>What may be done about it.</summary>
    public static string Hint => "take fewer requests, or look for a rate, a bandwidth or a duration that is off by orders of magnitude";
}
