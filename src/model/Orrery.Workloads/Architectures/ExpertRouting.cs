namespace Orrery.Workloads.Architectures;

/// <summary>How many experts a batch wakes where every token chooses independently and evenly.</summary>
public static class ExpertRouting
{
    /// <summary>The expected number of distinct routed experts that a number of tokens visit: E·(1−(1−k/E)^T).</summary>
    /// <param name="experts">Routed experts.</param>
    /// <param name="topK">Distinct experts that one token visits.</param>
    /// <param name="tokens">Tokens; need not be whole.</param>
    public static double Distinct(int experts, int topK, double tokens) =>
        experts * (1 - Math.Pow(1 - (double)topK / experts, tokens));
}
