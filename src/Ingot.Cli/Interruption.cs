using System.Runtime.InteropServices;

namespace Ingot.Cli;

/// <summary>Turns the signals that ask a process to end into a cancellation; a second signal ends it at once.</summary>
internal sealed class Interruption : IDisposable
{
    // SIGHUP too: a closed terminal should leave as little behind as Ctrl-C does.
    private static readonly Dictionary<PosixSignal, int> exitCodes = new()
    {
        [PosixSignal.SIGINT] = ExitCode.Interrupted,
        [PosixSignal.SIGTERM] = ExitCode.Terminated,
        [PosixSignal.SIGHUP] = ExitCode.HungUp,
    };

    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int received;

    /// <summary>Listens from now on.</summary>
    public Interruption()
    {
        foreach (PosixSignal signal in exitCodes.Keys)
            registrations.Add(PosixSignalRegistration.Create(signal, Receive));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>What the process ends with: 128 and the number of the signal.</summary>
    public int ExitCodeOfSignal => received == 0 ? ExitCode.Interrupted : received;

    /// <inheritdoc/>
    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        if (Interlocked.CompareExchange(ref received, exitCodes[context.Signal], 0) != 0)
            return;
        context.Cancel = true;
        source.Cancel();
    }
}
