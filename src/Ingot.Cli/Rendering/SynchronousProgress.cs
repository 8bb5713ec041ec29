namespace Ingot.Cli.Rendering;

/// <summary>Progress that is told at once, on the thread that makes it: nothing arrives after the work has ended.</summary>
internal sealed class SynchronousProgress<T>(Action<T> show) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => show(value);
}
