using System.Runtime.InteropServices;

namespace Orrery.Cli;

/// <summary>Turns Ctrl-C and a polite request to end into a cancellation; the second one ends the process at once.</summary>
sealed class Interrupt : IDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly PosixSignalRegistration[] _signals;

    public Interrupt() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    public CancellationToken Token => _stop.Token;

    void Handle(PosixSignalContext context)
    {
        if (_stop.IsCancellationRequested) return; // not cancelled: the signal's own effect ends the process
        context.Cancel = true;
        _stop.Cancel();
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }
}
