using Ingot.Checkpoints;
using Ingot.Inference;

namespace Ingot.Benchmarks.Inference;

/// <summary>The checkpoint the repository carries, ready to run.</summary>
internal sealed class SampleModel : IDisposable
{
    private readonly Checkpoint checkpoint = Checkpoint.Open(Find());

    public SampleModel(int threadCount) => Model = LanguageModel.Load(checkpoint.Weights, new() { ThreadCount = threadCount });

    public LanguageModel Model { get; }

    public int[] Tokens(int count)
    {
        Random random = new(5);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Model.VocabularySize))];
    }

    public void Dispose()
    {
        Model.Dispose();
        checkpoint.Dispose();
    }

    // Benchmarks run from folders of their own below the repository.
    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "samples", "internlm2-tiny");
            if (Directory.Exists(path))
                return path;
        }

        throw new DirectoryNotFoundException("No folder above the program holds samples/internlm2-tiny.");
    }
}
