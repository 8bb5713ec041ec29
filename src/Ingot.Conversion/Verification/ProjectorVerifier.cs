using Ingot.Checkpoints.HuggingFace;
using Ingot.Evaluation;
using Ingot.Formats.Gguf;
using Ingot.Models.Towers;
using Ingot.Tensors;

namespace Ingot.Conversion.Verification;

/// <summary>Checks the file of a vision tower against its source, tensor by tensor. It is not run: no image is looked at.</summary>
public static class ProjectorVerifier
{
    /// <summary>Verifies a file.</summary>
    /// <param name="path">The file, opened anew.</param>
    /// <param name="source">The checkpoint it was made from.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <exception cref="CheckpointException">A tensor is missing, or one too many.</exception>
    public static VerificationReport Verify(
        string path, HuggingFaceCheckpoint source, IProgress<VerificationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        HuggingFaceTower tower = source.Tower ?? throw new ArgumentException("The source has no vision tower.", nameof(source));
        using GgufFile file = GgufFile.Open(path);
        HashSet<string> unknown = [.. file.Tensors.Select(tensor => tensor.Name)];
        List<VerifiedTensor> tensors = [];
        foreach (TowerTargetTensor target in tower.Map.Targets)
        {
            progress?.Report(new("tensors", tensors.Count, tower.Map.Targets.Count, target.Name));
            if (!unknown.Remove(target.Name))
                throw new CheckpointException(new(path, target.Name), "The tensor is missing.", "Convert the model again.");
            StoredWeight weight = new(file, file.Find(target.Name)!);
            IWeight expected = target.Target.Open(source.Open(target.Source));
            TensorErrorResult error = TensorError.Measure(expected, weight, progress: null, cancellation);
            tensors.Add(new(
                target.Name, weight.StoredType.Name, error.RelativeRms, ErrorBounds.OfTensor(expected.StoredType, weight.StoredType), error.NonFiniteCount));
        }

        if (unknown.Count > 0)
            throw new CheckpointException(new(path, unknown.First()), "The tensor has no place in the vision tower.", "Convert the model again.");
        long bytes = file.Tensors.Sum(tensor => tensor.ByteCount), weights = file.Tensors.Sum(tensor => tensor.Shape.ElementCount);
        return new()
        {
            Path = path, Source = source.Path, Tensors = [.. tensors], Label = null, Comparison = null, BitsPerWeight = 8.0 * bytes / Math.Max(1, weights),
        };
    }
}
