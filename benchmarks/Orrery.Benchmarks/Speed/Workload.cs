namespace Orrery.Benchmarks.Speed;

/// <summary>A row of the table: traffic on a system, and how fast it is to be served.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Requests">Requests in it.</param>
/// <param name="Scenario">Writes its files into a folder; the scenario's path.</param>
sealed record Workload(string Name, long Requests, Func<string, string> Scenario)
{
    /// <summary>User seconds that it may take, and those that are aimed at; null where it is there for the growth alone.</summary>
    public (double Must, double Aim)? Seconds { get; init; }

    /// <summary>Requests a user second that it must reach, and those that are aimed at.</summary>
    public (double Must, double Aim)? Rate { get; init; }

    /// <summary>Megabytes that it must stay under.</summary>
    public double Megabytes { get; init; } = double.PositiveInfinity;

    /// <summary>Why it cannot be run here; null where it can.</summary>
    public string? Skipped { get; init; }

    /// <summary>Whether only serving is measured, in a process that is warm: no start, no input, no report.</summary>
    public bool EngineAlone { get; init; }

    /// <summary>The answer to what was measured.</summary>
    public string Verdict(double userSeconds, double megabytes)
    {
        if (Seconds is null && Rate is null) return "";
        var (must, aim) = Seconds ?? (Requests / Rate!.Value.Must, Requests / Rate.Value.Aim);
        if (userSeconds > must || megabytes > Megabytes) return "missed";
        return userSeconds <= aim ? "aim reached" : "must reached";
    }

    /// <summary>What must be reached, or what is aimed at, in words.</summary>
    public string Bound(bool aim)
    {
        var memory = aim || double.IsInfinity(Megabytes) ? "" : $", {Megabytes:0} MB";
        if (Seconds is var (mustSeconds, aimSeconds)) return $"{(aim ? aimSeconds : mustSeconds)} s{memory}";
        return Rate is var (mustRate, aimRate) ? $"{(aim ? aimRate : mustRate):#,0}/s{memory}" : "";
    }
}
