namespace Ingot.Tensors;

/// <summary>A model file or folder is damaged, contradictory or of a kind we refuse to read.</summary>
public sealed class CheckpointException : IngotException
{
    /// <inheritdoc cref="IngotException(FileLocation?, string, string, Exception?)"/>
    public CheckpointException(FileLocation location, string problem, string remedy, Exception? inner = null)
        : base(location, problem, remedy, inner)
    {
    }
}
