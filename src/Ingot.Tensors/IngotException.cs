namespace Ingot.Tensors;

/// <summary>Something a user can cause and can mend: it says where, what, and what to do next.</summary>
public class IngotException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="location">Where it is; null when the trouble has no place, such as a missing option.</param>
    /// <param name="problem">What is wrong, as a whole sentence.</param>
    /// <param name="remedy">What the user can do about it, as a whole sentence.</param>
    /// <param name="inner">The lower-level error this one explains, if any.</param>
    public IngotException(FileLocation? location, string problem, string remedy, Exception? inner = null)
        : base(location is null ? $"{problem} {remedy}" : $"{location}: {problem} {remedy}", inner)
    {
        Location = location;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>Where the problem is; null when it has no place.</summary>
    public FileLocation? Location { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}
