using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Cli.Benchmarking;

/// <summary>How a model is run while it is timed.</summary>
/// <param name="Threads">Threads of the forward pass.</param>
/// <param name="BatchSize">Tokens of a prompt handed to the model at a time.</param>
/// <param name="MicroBatchSize">Of these, tokens that pass a layer together.</param>
/// <param name="KeyType">What keys are cached in.</param>
/// <param name="ValueType">What values are cached in.</param>
internal sealed record SpeedSetup(int Threads, int BatchSize, int MicroBatchSize, TensorType KeyType, TensorType ValueType)
{
    /// <summary>Tokens handed over at a time unless another number is asked for: llama-bench's.</summary>
    public const int UsualBatchSize = 2048;

    /// <summary>What is usual with as many threads.</summary>
    public SpeedSetup Usual => this with
    {
        BatchSize = UsualBatchSize, MicroBatchSize = new InferenceOptions().BatchSize, KeyType = TensorTypes.F32, ValueType = TensorTypes.F32,
    };

    /// <summary>The options to load a model with.</summary>
    public InferenceOptions Options => new() { ThreadCount = Threads, BatchSize = MicroBatchSize, CacheKeyType = KeyType, CacheValueType = ValueType };
}
