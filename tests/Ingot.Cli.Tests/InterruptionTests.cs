using System.Diagnostics;
using System.Globalization;

namespace Ingot.Cli.Tests;

/// <summary>What is left when a conversion is killed, interrupted, has no space or has company.</summary>
public sealed class InterruptionTests : IClassFixture<InterruptionTests.Large>, IDisposable
{
    private readonly Large large;
    private readonly TemporaryFolder folder = new();

    public InterruptionTests(Large large) => this.large = large;

    private string Out => folder.File("out.gguf");

    private string[] Command => ["convert", large.Path, "-o", Out, "-q", "Q4_K", "-t", "2"];

    public void Dispose() => folder.Dispose();

    [Theory, InlineData(0.0), InlineData(0.3), InlineData(0.7)]
    public void Killed_TheSameCommandEndsWithTheSameBytes(double share)
    {
        using (IngotProcess running = IngotProcess.Start(Command))
        {
            WaitForWork(running, share);
            running.Kill();
        }

        Assert.False(File.Exists(Out));
        IngotProcess.Run(Command).With(0);
        Assert.Equal(large.Hash, Hashes.Of(Out));
        Assert.Equal(["out.gguf"], Names());
    }

    [Fact]
    public void Killed_TheSameCommandContinues_AndSaysSo()
    {
        using (IngotProcess running = IngotProcess.Start(Command))
        {
            KillWhenJournalled(running);
        }

        IngotResult result = IngotProcess.Run(Command).With(0);
        Assert.Contains("Continued an interrupted run", result.Error, StringComparison.Ordinal);
        Assert.Equal(large.Hash, Hashes.Of(Out));
        Assert.Equal(["out.gguf"], Names());
    }

    [Fact]
    public void Killed_AnotherTypeStartsOver_AndSaysSo()
    {
        using (IngotProcess running = IngotProcess.Start(["convert", large.Path, "-o", Out, "-q", "Q5_K", "-t", "2"]))
        {
            WaitForWork(running, 0.1);
            running.Kill();
        }

        Assert.Contains("started over", IngotProcess.Run(Command).With(0).Error, StringComparison.Ordinal);
        Assert.Equal(large.Hash, Hashes.Of(Out));
        Assert.Equal(["out.gguf"], Names());
    }

    [Fact]
    public void Killed_StartsOver_WhenTheTemporaryFileIsGone()
    {
        using (IngotProcess running = IngotProcess.Start(Command))
        {
            KillWhenJournalled(running);
        }

        File.Delete(Out + ".ingot-part");
        Assert.Contains("started over", IngotProcess.Run(Command).With(0).Error, StringComparison.Ordinal);
        Assert.Equal(large.Hash, Hashes.Of(Out));
    }

    [Theory, InlineData("INT", 130), InlineData("TERM", 143)]
    public void Interrupted_LeavesNothing_AndTheExistingFileAlone(string signal, int exitCode)
    {
        File.WriteAllText(Out, "precious");
        using IngotProcess running = IngotProcess.Start([.. Command, "--force"]);
        WaitForWork(running, 0.1);
        running.Signal(signal);
        Assert.Contains("interrupted", running.End().With(exitCode).Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Out));
        Assert.Equal(["out.gguf"], Names());
    }

    [Fact]
    public void AConversationThatWaitsForALine_EndsWithCtrlC()
    {
        using IngotProcess running = IngotProcess.Start(["run", TestFiles.Golden("models", "qwen2-tiny"), "-n", "4"], stdin: "hello\n", keepInputOpen: true);
        Thread.Sleep(TimeSpan.FromSeconds(2));
        Assert.False(running.HasEnded);
        running.Signal("INT");
        _ = running.End().With(130);
    }

    [Theory, InlineData("Q4_K"), InlineData("Q8_0")]
    public void TwoWriters_OneRefusesPolitely_WhateverItsType(string type)
    {
        using IngotProcess first = IngotProcess.Start(Command);
        WaitForWork(first, 0.05);
        Assert.False(first.HasEnded);
        // Held still, so that it cannot finish first.
        first.Signal("STOP");
        IngotResult second = IngotProcess.Run(["convert", large.Path, "-o", Out, "-q", type, "-t", "2", "--force"]).With(1);
        Assert.Contains("another ingot", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", second.Error, StringComparison.Ordinal);
        first.Signal("CONT");
        first.End().With(0);
        Assert.Equal(large.Hash, Hashes.Of(Out));
        Assert.Equal(["out.gguf"], Names());
    }

    [FullDiskFact]
    public void FullDisk_LeavesNoDamagedOutput_AndSaysWhatToDo()
    {
        string disk = folder.File("disk");
        _ = Directory.CreateDirectory(disk);
        // Free space is asked for first, so something must take it away during the work.
        Mount("mount", "-t", "tmpfs", "-o", $"size={large.OutputBytes + (2 << 20)}", "tmpfs", disk);
        try
        {
            string output = Path.Combine(disk, "out.gguf");
            using IngotProcess running = IngotProcess.Start(["convert", large.Path, "-o", output, "-q", "Q4_K", "-t", "2"]);
            Assert.True(SpinWait.SpinUntil(() => running.HasEnded || File.Exists(output + ".ingot-part"), TimeSpan.FromMinutes(1)));
            using (FileStream hog = File.Create(Path.Combine(disk, "hog")))
                hog.Write(new byte[large.OutputBytes / 2]);
            IngotResult result = running.End().With(1);
            Assert.Contains("Free some space", result.Error, StringComparison.Ordinal);
            Assert.Equal(["hog"], Directory.GetFiles(disk).Select(Path.GetFileName));

            // And refused before the first byte when the space is not there from the start.
            Assert.Contains("are free", IngotProcess.Run(["convert", large.Path, "-o", output, "-q", "F32"]).With(1).Error, StringComparison.Ordinal);
            Assert.Equal(["hog"], Directory.GetFiles(disk).Select(Path.GetFileName));
        }
        finally
        {
            Mount("umount", disk);
        }
    }

    private static void Mount(string program, params string[] args)
    {
        using Process process = Process.Start(program, args);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Waits until a share of the output's blocks is taken, or the process has ended.</summary>
    private void WaitForWork(IngotProcess running, double share) => Assert.True(SpinWait.SpinUntil(
        () => running.HasEnded || (File.Exists(Out + ".ingot-journal") && AllocatedBytes(Out + ".ingot-part") >= share * large.OutputBytes), TimeSpan.FromMinutes(1)));

    private void KillWhenJournalled(IngotProcess running)
    {
        WaitForWork(running, 0.2);
        // The journal is written every two seconds: standing still that long, the process writes it as soon as it goes on.
        running.Signal("STOP");
        Thread.Sleep(TimeSpan.FromSeconds(2.2));
        running.Signal("CONT");
        Assert.True(SpinWait.SpinUntil(() => running.HasEnded || JournalLines() > 1, TimeSpan.FromMinutes(1)));
        Assert.False(running.HasEnded, "The conversion ended before its journal was written to: use a larger checkpoint.");
        running.Kill();
    }

    private static long AllocatedBytes(string path)
    {
        if (!File.Exists(path))
            return -1;
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string text = stat.StandardOutput.ReadToEnd();
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long blocks) ? blocks * 512 : -1;
    }

    private int JournalLines()
    {
        // The journal is locked, which only those who ask for the lock feel.
        if (!File.Exists(Out + ".ingot-journal"))
            return 0;
        using Process cat = Process.Start(new ProcessStartInfo("cat", [Out + ".ingot-journal"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        return cat.StandardOutput.ReadToEnd().Count(character => character == '\n');
    }

    private IEnumerable<string> Names() => Directory.EnumerateFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>A checkpoint that takes seconds, and the hash of its undisturbed conversion.</summary>
    public sealed class Large : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Large()
        {
            _ = SyntheticCheckpoint.Write(Path, layers: 12);
            string output = folder.File("whole.gguf");
            IngotProcess.Run(["convert", Path, "-o", output, "-q", "Q4_K"]).With(0);
            Hash = Hashes.Of(output);
            OutputBytes = new FileInfo(output).Length;
        }

        public string Path => folder.File("large");

        public string Hash { get; }

        public long OutputBytes { get; }

        public void Dispose() => folder.Dispose();
    }

    /// <summary>A fact that fills a file system of its own, which only root may mount.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FullDiskFactAttribute : FactAttribute
    {
        public FullDiskFactAttribute()
        {
            if (!CanMount())
                Skip = "Filling a disk needs the right to mount one.";
        }

        private static bool CanMount()
        {
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
                return false;
            string trial = Directory.CreateTempSubdirectory("ingot-mount-").FullName;
            try
            {
                using Process mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", trial]) { RedirectStandardError = true })!;
                mount.WaitForExit();
                if (mount.ExitCode != 0)
                    return false;
                using Process unmount = Process.Start("umount", [trial]);
                unmount.WaitForExit();
                return unmount.ExitCode == 0;
            }
            finally
            {
                Directory.Delete(trial);
            }
        }
    }
}
