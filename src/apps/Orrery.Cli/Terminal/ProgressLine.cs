namespace Orrery.Cli.Terminal;

/// <summary>One line on the error stream that is written over and over; silent where nobody watches.</summary>
sealed class ProgressLine(Session session, bool quiet) : IDisposable
{
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    readonly bool _shown = session.ErrorIsTerminal && !quiet;
    readonly Lock _gate = new();
    long _last;
    bool _dirty;

    /// <summary>Shows where things stand, ten times a second at most; any thread may call.</summary>
    public void Report(Func<string> text)
    {
        if (!_shown) return;
        lock (_gate)
        {
            if (_dirty && session.Clock.GetElapsedTime(_last) < Between) return;
            _last = session.Clock.GetTimestamp();
            _dirty = true;
            var line = text();
            session.Error.Write("\r\e[K" + (line.Length < session.Width ? line : line[..(session.Width - 1)]));
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_dirty) session.Error.Write("\r\e[K");
            _dirty = false;
        }
    }
}
