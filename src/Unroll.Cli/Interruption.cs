using System.Runtime.InteropServices;
using Unroll.Cli.Output;

namespace Unroll.Cli;

/// <summary>Ctrl-C and SIGTERM while it lives: the first asks the command to stop after saving, the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;
    private int _count;

    public Interruption() =>
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
        {
            Environment.Exit(ExitCodes.Interrupted);
        }

        if (Standard.IsErrorTerminal)
        {
            // Below the live line and the terminal's own ^C.
            Standard.TryWriteError("\nstopping after this step; press Ctrl-C again to stop at once");
        }

        _source.Cancel();
    }
}
