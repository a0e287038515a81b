using System.Diagnostics;
using System.Globalization;

namespace Orrery.Benchmarks.Speed;

/// <summary><c>speed [--quick]</c>: what <c>orrery run</c> takes on fixed workloads, beside what it must reach.</summary>
static class SpeedCommand
{
    const double Long = 1.5; // seconds of a run from which one is enough
    const int Runs = 5;

    public static int Run(string[] arguments)
    {
        if (arguments.Any(argument => argument != "--quick"))
        {
            Console.Error.WriteLine("speed takes --quick, which leaves out what has more than a million requests, and nothing else.");
            return 2;
        }
        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("The figures come from Linux's accounts of finished processes; there is nothing to show here.");
            return 2;
        }
        var folder = Directory.CreateTempSubdirectory("orrery-speed-").FullName;
        try
        {
            return Table(folder, arguments.Length > 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static int Table(string folder, bool quick)
    {
        var launcher = Path.Combine(Checkout(), "orrery");
        Used.By(new(launcher, ["--version"]));
        var start = Repeat(() => Used.By(new(launcher, ["--version"])));
        Line("workload", "requests", "user s", "system s", "wall s", "RSS MB", "requests/s", "µs more each", "must", "aim", "verdict");
        Line("the start alone: orrery --version", "", Text(start.UserSeconds), Text(start.SystemSeconds), Text(start.WallSeconds), $"{start.PeakMegabytes:0}", "", "", "", "", "");
        var missed = false;
        (long Requests, double Seconds)? larger = null;
        foreach (var row in Workloads.All(quick))
        {
            if (row.Skipped is { } reason)
            {
                Line(row.Name, $"{row.Requests:#,0}", $"skipped: {reason}");
                continue;
            }
            var path = row.Scenario(folder);
            var used = row.EngineAlone ? new(EngineAlone.Measure(path), 0, 0, 0) : Repeat(() => Used.By(Orrery(launcher, folder, path)));
            var verdict = row.Verdict(used.UserSeconds, used.PeakMegabytes);
            missed |= verdict == "missed";
            // A further request's own time: against the row that this one is a half or a multiple of.
            var each = larger is { } other && row.Name[0] == ' ' && !row.EngineAlone ? 1e6 * (used.UserSeconds - other.Seconds) / (row.Requests - other.Requests) : (double?)null;
            Line(
                row.Name, $"{row.Requests:#,0}", Text(used.UserSeconds), row.EngineAlone ? "" : Text(used.SystemSeconds), row.EngineAlone ? "" : Text(used.WallSeconds),
                row.EngineAlone ? "" : $"{used.PeakMegabytes:0}", $"{row.Requests / used.UserSeconds:#,0}", each is null ? "" : $"{each:0.00}", row.Bound(aim: false), row.Bound(aim: true), verdict);
            if (row.Name[0] != ' ') larger = (row.Requests, used.UserSeconds);
        }
        return missed ? 1 : 0;
    }

    // As a user runs it: a table, a report and a store, of its own here.
    static ProcessStartInfo Orrery(string launcher, string folder, string scenario) => new(launcher, ["run", scenario, "--quiet"])
    {
        WorkingDirectory = folder,
        Environment = { ["ORRERY_HOME"] = folder },
    };

    static Used Repeat(Func<Used> run)
    {
        List<Used> runs = [run()];
        while (runs.Count < Runs && runs[0].UserSeconds < Long) runs.Add(run());
        return Used.Median(runs);
    }

    static void Line(params string[] cells)
    {
        int[] widths = [-50, 11, 8, 9, 8, 7, 11, 13, 12, 9, 13];
        Console.WriteLine(string.Join(' ', cells.Select((cell, i) => widths[i] < 0 ? cell.PadRight(-widths[i]) : cell.PadLeft(widths[i]))));
    }

    static string Text(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    static string Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Orrery.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The benchmarks run from a checkout.");
    }
}
