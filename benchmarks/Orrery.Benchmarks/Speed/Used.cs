using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orrery.Benchmarks.Speed;

/// <summary>What a program used from its start to its end, the processes that it waited for included, as the operating system counts it.</summary>
/// <param name="UserSeconds">Processor time in the program.</param>
/// <param name="SystemSeconds">Processor time in the kernel.</param>
/// <param name="WallSeconds">Time on the clock.</param>
/// <param name="PeakMegabytes">Most memory that was resident at once.</param>
readonly record struct Used(double UserSeconds, double SystemSeconds, double WallSeconds, double PeakMegabytes)
{
    const int Children = -1; // RUSAGE_CHILDREN, sys/resource.h

    /// <summary>Runs a program once.</summary>
    /// <exception cref="InvalidOperationException">It ended with an error.</exception>
    public static Used By(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var before = Rusage();
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0.0;
        while (!process.WaitForExit(10)) peak = Math.Max(peak, Peak(process.Id));
        var wall = clock.Elapsed.TotalSeconds;
        Task.WaitAll(errors, output);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {errors.Result}");
        var after = Rusage();
        return new(after.User - before.User, after.System - before.System, wall, peak);
    }

    /// <summary>The middle one of some runs, each figure by itself.</summary>
    public static Used Median(IReadOnlyList<Used> runs)
    {
        return new(Middle(static u => u.UserSeconds), Middle(static u => u.SystemSeconds), Middle(static u => u.WallSeconds), Middle(static u => u.PeakMegabytes));

        double Middle(Func<Used, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);
    }

    // Of all children that have been waited for: between two calls only one was.
    static (double User, double System) Rusage()
    {
        var usage = new long[18]; // struct rusage on 64-bit Linux: two times of seconds and microseconds, then 14 counts
        if (getrusage(Children, usage) != 0) throw new InvalidOperationException("getrusage failed.");
        return (usage[0] + usage[1] * 1e-6, usage[2] + usage[3] * 1e-6);
    }

    static double Peak(int process)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/status"))
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) return double.Parse(line[6..^2]) / 1024;
        }
        catch (IOException)
        {
            // it has just ended
        }
        return 0;
    }

    [DllImport("libc")]
    static extern int getrusage(int who, [Out] long[] usage);
}
