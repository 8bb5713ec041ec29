using Ingot.Cli;

// Asked for so often by scripts that it does not wait for the command line parser.
if (args is ["--version"])
{
    Console.WriteLine(ToolVersion.Text);
    return ExitCode.Done;
}

// Elsewhere text is UTF-8 already.
if (OperatingSystem.IsWindows())
    Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

return await CommandLine.InvokeAsync(args).ConfigureAwait(false);
