using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Ingot.Cli.Tests;

/// <summary>The real command in a process of its own, as built beside the tests.</summary>
internal sealed class IngotProcess : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private IngotProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs to the end. Without <paramref name="stdin"/> standard input is empty.</summary>
    public static IngotResult Run(IEnumerable<string> args, string? stdin = null, IReadOnlyDictionary<string, string>? env = null)
    {
        using IngotProcess running = Start(args, stdin, env);
        return running.End();
    }

    /// <summary>Runs to the end with the arguments of a line without quotes.</summary>
    public static IngotResult Run(string line) => Run(line.Split(' '));

    /// <summary>Starts, for tests that interfere. Standard input stays open only if <paramref name="keepInputOpen"/> says so.</summary>
    public static IngotProcess Start(
        IEnumerable<string> args, string? stdin = null, IReadOnlyDictionary<string, string>? env = null, bool keepInputOpen = false)
    {
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = TestFiles.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ingot.dll"));
        foreach (string argument in args)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "";
        start.Environment["LANG"] = "en_US.UTF-8";
        foreach ((string name, string value) in env ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(stdin ?? ""));
        process.StandardInput.BaseStream.Flush();
        if (!keepInputOpen)
            process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Sends a signal by name, such as <c>INT</c>.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public IngotResult End()
    {
        Assert.True(process.WaitForExit(limit), "ingot did not end in time.");
        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}

/// <summary>What a finished command said.</summary>
internal sealed record IngotResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Asserts the exit code, showing what was said when it is another.</summary>
    public IngotResult With(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode} instead of {exitCode}.\n{Error}\n{Output}");
        return this;
    }
}
