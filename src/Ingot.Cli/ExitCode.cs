namespace Ingot.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed; the message says where, what and what to do.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The work is done, but the result is outside the stated bounds.</summary>
    public const int VerificationFailed = 3;

    /// <summary>A check found warnings, and nothing worse.</summary>
    public const int Warnings = 4;

    /// <summary>A mistake of Ingot's own.</summary>
    public const int Bug = 70;

    /// <summary>The terminal went away.</summary>
    public const int HungUp = 129;

    /// <summary>Interrupted with Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>Asked to end.</summary>
    public const int Terminated = 143;
}
