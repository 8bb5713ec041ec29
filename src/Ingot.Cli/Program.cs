using Ingot.Cli;

// Asked for so often by scripts that it does not wait for the command line parser.
if (args is ["--version"])
{
    Console.WriteLine(ToolVersion.Text);
    return ExitCode.Done;
}

return await CommandLine.InvokeAsync(args).ConfigureAwait(false);
