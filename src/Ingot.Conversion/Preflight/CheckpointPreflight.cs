using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Execution;
using Ingot.Formats;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight;

/// <summary>Tells everything that is wrong with a checkpoint, or worth knowing, before anything is converted.</summary>
public static class CheckpointPreflight
{
    /// <summary>Checks a Hugging Face folder or a GGUF file. A broken one gives findings, not exceptions.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="options">For what it is checked, and how thoroughly.</param>
    /// <param name="progress">Told while the weights are read; null for nobody.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <exception cref="IngotException">There is nothing at the path.</exception>
    public static PreflightReport Check(
        string path, PreflightOptions options, IProgress<PreflightProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        if (!Path.Exists(path))
            throw new CheckpointException(new(path), "There is no such file or folder.", "Check the path.");
        options = options with
        {
            FreeDiskBytes = options.FreeDiskBytes ?? DiskSpace.FreeAt(options.OutputFolder),
            AvailableMemoryBytes = options.AvailableMemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        };
        using PreflightSubject subject = new(path, options);
        List<Finding> findings = [.. PreflightChecks.All.SelectMany(check => check.Find(subject))];
        findings.AddRange(Attempt.At<IReadOnlyList<Finding>>(() => subject.Plan?.Findings ?? subject.Model?.Findings).Value ?? []);
        AddRefusals(subject, findings);
        findings.AddRange(options.ScansValues ? Scan(subject, progress, cancellation) : [FindingKinds.ScanLeftOut.At(path)]);
        return new()
        {
            Path = path,
            // Stable: findings of one severity stay in the order of the checks.
            Findings = [.. findings.Distinct().OrderByDescending(finding => finding.Severity)],
            DiskBytes = subject.Plan?.DiskBytes,
            FreeDiskBytes = options.FreeDiskBytes.Value,
            PeakMemoryBytes = subject.Plan?.PeakMemoryBytes,
            AvailableMemoryBytes = options.AvailableMemoryBytes.Value,
        };
    }

    /// <summary>A refusal is told in its own words where no check has told its cause.</summary>
    private static void AddRefusals(PreflightSubject subject, List<Finding> findings)
    {
        if (findings.Exists(finding => finding.Severity == Severity.Error))
            return;
        if (subject.ModelFault is { } refused)
            findings.Add(FindingKinds.SourceRefused.At(refused.Location?.ToString() ?? subject.Path, refused.Problem, refused.Remedy));
        else if (subject.PlanFault is { } stopped)
            findings.Add(FindingKinds.PlanRefused.At(stopped.Location?.ToString() ?? subject.Path, stopped.Problem, stopped.Remedy));
    }

    private static Finding[] Scan(PreflightSubject subject, IProgress<PreflightProgress>? progress, CancellationToken cancellation)
    {
        if (subject.Model is { } model)
            return Read([model.Tensors]);
        List<TensorContainer> sound = [];
        try
        {
            foreach (SurveyedFile file in subject.Survey?.UsedFiles.Where(file => file.State == SurveyedState.Sound) ?? [])
                sound.Add(SafetensorsFile.Open(Path.Combine(subject.Path, file.Name)));
            return Read(sound);
        }
        finally
        {
            sound.ForEach(file => file.Dispose());
        }

        Finding[] Read(IReadOnlyList<TensorContainer> containers) =>
            [.. ValueFindings.Of(ValueScan.Read(containers, subject.Options.ThreadCount, progress, cancellation), subject.Plan)];
    }
}
