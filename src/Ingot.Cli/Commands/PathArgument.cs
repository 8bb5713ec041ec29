using System.CommandLine;

namespace Ingot.Cli.Commands;

/// <summary>An argument that is a path: it may be anything but empty, which a script's unset variable makes it.</summary>
internal static class PathArgument
{
    /// <summary>Creates it.</summary>
    public static Argument<string> Create(string name, string description)
    {
        Argument<string> argument = new(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError($"{name} is empty; give a path.");
        });
        return argument;
    }
}
