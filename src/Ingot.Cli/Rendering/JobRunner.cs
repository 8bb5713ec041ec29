using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Verification;
using Ingot.Models.Architectures;
using Ingot.Quantization.Fitting;

namespace Ingot.Cli.Rendering;

/// <summary>Runs a job with findings first, progress during, and a line a result after; then verifies if asked.</summary>
internal sealed class JobRunner(bool asJson, string language)
{
    private ConversionPlan? plan;
    private readonly List<VerificationReport> verifications = [];
    private readonly List<LossOrigin> losses = [];
    private ConversionReport? report;
    private TimeSpan time;

    /// <summary>Plans, showing how far the measuring is that some plans need.</summary>
    public static ConversionJob Plan(Func<IProgress<FitProgress>, ConversionJob> plan)
    {
        using ProgressLine line = new(Console.Error, !Console.IsErrorRedirected);
        return plan(new SynchronousProgress<FitProgress>(step => line.Show("measuring", step.Done * sizeof(float), step.Total * sizeof(float), step.Tensor)));
    }

    /// <summary>Runs the plan.</summary>
    public void Run(ConversionJob job, ExecutionOptions options, CancellationToken cancellation)
    {
        plan = job.Plan;
        if (!asJson)
        {
            FindingText.Write(Console.Error, plan.Findings, language);
            foreach (PlannedOutput output in plan.Outputs)
                FitText.Write(Console.Out, output);
        }

        Stopwatch clock = Stopwatch.StartNew();
        using (ProgressLine line = new(Console.Error, !Console.IsErrorRedirected))
        {
            report = job.Run(
                options, new SynchronousProgress<ConversionProgress>(step => line.Show("converting", step.DoneBytes, step.TotalBytes, step.Tensor)), cancellation);
        }

        time = clock.Elapsed;
        if (!asJson)
            WriteText(report);
    }

    /// <summary>Ends without verification.</summary>
    public int Finish()
    {
        if (asJson)
            WriteJson();
        return ExitCode.Done;
    }

    /// <summary>Verifies every result against the source; with the original, also says which of the two lost what.</summary>
    public int Verify(Checkpoint source, Checkpoint? original, int threads, CancellationToken cancellation)
    {
        foreach (PlannedOutput output in plan!.Outputs)
        {
            using ProgressLine line = new(Console.Error, !Console.IsErrorRedirected);
            SynchronousProgress<VerificationProgress> progress = new(step => line.ShowCount(step.Stage, step.Done, step.Total, step.Item));
            if (output.Part is not null && source is HuggingFaceCheckpoint folder)
            {
                Add(ProjectorVerifier.Verify(output.Files[0].Path, folder, progress, cancellation));
                continue;
            }

            string path = output.Companions.IsEmpty ? output.Files[0].Path : Path.GetDirectoryName(output.Files[0].Path)!;
            using Checkpoint result = Checkpoint.Open(path, ArchitectureList.All.Contains(source.Architecture) ? null : source.Architecture);
            Add(Verifier.Verify(result, source, new() { ThreadCount = threads }, progress, cancellation));
            if (original is not null)
                losses.Add(LossMeasurement.Measure(result, source, original, new() { ThreadCount = threads }, progress, cancellation));
            if (!asJson && original is not null)
                LossText.Write(Console.Out, losses[^1]);
        }

        if (asJson)
            WriteJson();
        return verifications.All(verified => verified.Passed) ? ExitCode.Done : ExitCode.VerificationFailed;
    }

    private void Add(VerificationReport verified)
    {
        verifications.Add(verified);
        if (!asJson)
            VerificationText.Write(Console.Out, verified, asJson: false);
    }

    private void WriteText(ConversionReport finished)
    {
        FindingText.Write(Console.Error, finished.Findings, language);
        if (finished.RestartReason is string reason)
            Console.Error.WriteLine($"An unfinished run was found and started over: {reason}.");
        if (finished.ResumedShare > 0)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Continued an interrupted run: {finished.ResumedShare:P0} was done."));
        foreach (PlannedOutput output in plan!.Outputs)
        {
            string files = output.Files.Length == 1 ? output.Files[0].Path : $"{output.Files[0].Path} and {output.Files.Length - 1} more";
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{files}: {output.Tensors.Length} tensors, {ByteText.Size(output.TotalBytes)}, {output.BitsPerWeight:0.00} bits per weight, {ByteText.Time(time)}"));
        }
    }

    private void WriteJson()
    {
        using Utf8JsonWriter json = JsonText.Writer(Console.OpenStandardOutput());
        json.WriteStartObject();
        json.WriteString("plan", plan!.Fingerprint());
        json.WriteNumber("seconds", Math.Round(time.TotalSeconds, 3));
        json.WriteNumber("resumed_share", report!.ResumedShare);
        if (verifications.Count > 0)
        {
            json.WriteBoolean("verified", verifications.All(verified => verified.Passed));
            json.WriteStartArray("verifications");
            verifications.ForEach(verified => VerificationText.WriteJson(json, verified));
            json.WriteEndArray();
        }

        if (losses.Count > 0)
        {
            json.WriteStartArray("losses");
            losses.ForEach(loss => LossText.WriteJson(json, loss));
            json.WriteEndArray();
        }

        FindingText.WriteJson(json, plan.Findings.Concat(report.Findings));
        json.WriteStartArray("outputs");
        for (int i = 0; i < report.Outputs.Length; i++)
        {
            OutputReport output = report.Outputs[i];
            json.WriteStartObject();
            json.WriteString("file_type", output.FileType);
            FitText.WriteJson(json, plan.Outputs[i]);
            json.WriteStartArray("files");
            foreach (string file in output.Files)
                json.WriteStringValue(file);
            json.WriteEndArray();
            json.WriteStartArray("tensors");
            foreach (TensorReport tensor in output.Tensors)
            {
                json.WriteStartObject();
                json.WriteString("name", tensor.Name);
                json.WriteNumber("relative_error", tensor.RelativeError);
                json.WriteNumber("replaced", tensor.ReplacedCount);
                json.WriteNumber("clipped", tensor.ClippedCount);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
