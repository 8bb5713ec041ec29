using Ingot.Tensors;

namespace Ingot.Cli;

/// <summary>A command line that parses but means nothing: the caller's mistake, not the model's.</summary>
internal sealed class UsageException : IngotException
{
    /// <param name="place">The option or argument.</param>
    /// <param name="problem">What is wrong with it, as a whole sentence.</param>
    /// <param name="remedy">What to write instead, as a whole sentence.</param>
    public UsageException(string place, string problem, string remedy)
        : base(new(place), problem, remedy)
    {
    }
}
