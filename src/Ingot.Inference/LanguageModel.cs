using Ingot.Inference.Decoder;
using Ingot.Inference.Modules;
using Ingot.Inference.Precision;
using Ingot.Inference.Threading;
using Ingot.Inference.Wide;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference;

/// <summary>A decoder ready to run, from weights of any stored type.</summary>
/// <remarks>
/// Safe for concurrent use with a cache for each caller; passes then take turns on the threads. Logits are the same floats for any
/// <see cref="InferenceOptions"/> and however a text is cut into passes (dynamic NTK beyond the trained context excepted, whose
/// frequencies depend on the length of the sequence at the end of each pass).
/// </remarks>
public sealed class LanguageModel : IDisposable
{
    /// <summary>Positions whose logits exist at the same time.</summary>
    private const int HeadBatch = 16;

    private readonly IModelWeights source;
    private readonly DecoderWeights weights;
    private readonly WorkerPool pool;
    private readonly InferenceOptions options;

    private LanguageModel(IModelWeights source, InferenceOptions options)
    {
        this.source = options.Compute.Weights is { } type ? new RoundedModel(source, type) : source;
        this.options = options;
        weights = new DecoderWeights(this.source, new(options.Compute));
        if (options.Compute.IsWide)
            WidePass.Check(source.Name, weights);
        Modules = new(weights.Linears, options.Compute);
        pool = new WorkerPool(options.ThreadCount);
    }

    /// <summary>The model's name, for messages.</summary>
    public string Name => source.Name;

    /// <summary>
    /// Called before the first block and after each one of every pass, on the caller's thread; null, which costs nothing, for nobody.
    /// Belongs to the model, so it is set by whoever has the model to himself.
    /// </summary>
    public ResidualObserver? ResidualStream { get; set; }

    /// <summary>The numbers of the model.</summary>
    public Hyperparameters Hyperparameters => source.Hyperparameters;

    /// <summary>Its linear layers by name, whose weights may be exchanged while it is loaded.</summary>
    public ModuleCollection Modules { get; }

    /// <summary>In which numbers it computes.</summary>
    public NumericPolicy Compute => options.Compute;

    /// <summary>Logits a position has.</summary>
    public int VocabularySize => Hyperparameters.VocabularySize;

    /// <summary>
    /// Sees the input of every linear layer of every pass, the head's where logits are wanted; null, which costs nothing, for nobody.
    /// Called on the threads that call <see cref="Forward(ReadOnlySpan{int}, KeyValueCache, CancellationToken)"/>, layers in the order in which they run.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set for a model that computes in float64, whose inputs are no float32.</exception>
    public LinearInputObserver? LinearInputs
    {
        get => weights.Tap.Observer;
        set => weights.Tap.Observer = value is null || !options.Compute.IsWide ? value
            : throw new InvalidOperationException("A model that computes in float64 shows no inputs of linear layers: load it in float32.");
    }

    /// <summary>Finds and checks every weight the decoder needs. A model without a head uses its embedding as one.</summary>
    /// <param name="weights">Stays the caller's and must outlive the model: rows are read from it in place where it is mapped.</param>
    /// <param name="options">How to use the machine; null for the defaults.</param>
    /// <exception cref="IngotException">
    /// The model is no decoder, or a weight is missing or has another shape than the hyperparameters say; it is named by role.
    /// </exception>
    public static LanguageModel Load(IModelWeights weights, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Decoder.Kind == ModelKind.Decoder ? new LanguageModel(weights, options ?? new()) : throw new IngotException(
            new FileLocation(weights.Name),
            weights.Decoder.Kind == ModelKind.Encoder
                ? "The model is an encoder: it turns texts into vectors and cannot continue one."
                : "The model reads a text and writes another: it cannot continue one.",
            "Convert and verify it here; to continue texts, choose a decoder.");
    }

    /// <summary>Floats a recurrent layer carries from position to position; null for a layer with attention.</summary>
    internal int? StateLength(int layer) => weights.Layers[layer].Mixer.StateLength;

    /// <summary>An empty cache for one sequence.</summary>
    /// <param name="contextLength">
    /// Positions it may grow to; null for the model's own context length, which models with a vector for each position cannot exceed.
    /// </param>
    /// <exception cref="IngotException">The heads do not fit the blocks of a type the options ask for.</exception>
    public KeyValueCache CreateCache(int? contextLength = null)
    {
        int length = contextLength ?? Hyperparameters.ContextLength;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(contextLength));
        if (weights.Positions is { } positions)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, positions.RowCount, nameof(contextLength));
        return new KeyValueCache(this, length, options.CacheKeyType, options.CacheValueType);
    }

    /// <summary>Takes tokens through the model, after those the cache holds, and copies logits out.</summary>
    /// <param name="tokenIds">At least one id.</param>
    /// <param name="cache">From this model's <see cref="CreateCache"/>; holds these positions too afterwards.</param>
    /// <param name="wanted">Which positions' logits.</param>
    /// <param name="logits">As long as those are: <c>[vocabulary]</c>, or <c>[tokens, vocabulary]</c>.</param>
    /// <param name="cancellation">Stops between layers; the cache then holds whole batches only.</param>
    /// <exception cref="ArgumentException">An id is outside the vocabulary, there is none, or a length or the cache is wrong.</exception>
    /// <exception cref="IngotException">The context is full.</exception>
    public void Forward(
        ReadOnlySpan<int> tokenIds, KeyValueCache cache, LogitsWanted wanted, Span<float> logits, CancellationToken cancellation = default)
    {
        int first = FirstWanted(tokenIds.Length, wanted);
        if (logits.Length != (long)(tokenIds.Length - first) * VocabularySize)
            throw new ArgumentException(
                $"{logits.Length:N0} floats are not the logits of {tokenIds.Length - first:N0} positions.", nameof(logits));
        Check(tokenIds, cache);
        for (int at = 0, count; at < tokenIds.Length; at += count)
        {
            IDecoderPass pass = RunBatch(tokenIds, at, cache, out count, cancellation);
            for (int i = Math.Max(at, first), taken; i < at + count; i += taken)
            {
                taken = Math.Min(HeadBatch, at + count - i);
                pass.Logits(i - at, taken).CopyTo(logits[((i - first) * VocabularySize)..]);
            }
        }
    }

    /// <summary>The same, handing each wanted position's logits to <paramref name="sink"/> instead of keeping them.</summary>
    /// <inheritdoc cref="Forward(ReadOnlySpan{int}, KeyValueCache, LogitsWanted, Span{float}, CancellationToken)"/>
    /// <param name="tokenIds">At least one id.</param>
    /// <param name="cache">From this model's <see cref="CreateCache"/>; holds these positions too afterwards.</param>
    /// <param name="wanted">Which positions' logits.</param>
    /// <param name="sink">Called in order of the positions, on this thread.</param>
    /// <param name="cancellation">Stops between layers; the cache then holds whole batches only.</param>
    public void Forward(
        ReadOnlySpan<int> tokenIds, KeyValueCache cache, LogitsWanted wanted, LogitsSink sink, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        int first = FirstWanted(tokenIds.Length, wanted);
        Check(tokenIds, cache);
        for (int at = 0, count; at < tokenIds.Length; at += count)
        {
            IDecoderPass pass = RunBatch(tokenIds, at, cache, out count, cancellation);
            for (int i = Math.Max(at, first), taken; i < at + count; i += taken)
            {
                taken = Math.Min(HeadBatch, at + count - i);
                ReadOnlySpan<float> logits = pass.Logits(i - at, taken);
                for (int j = 0; j < taken; j++)
                    sink(i + j, logits.Slice(j * VocabularySize, VocabularySize));
            }
        }
    }

    /// <summary>Fills the cache without evaluating the head.</summary>
    /// <inheritdoc cref="Forward(ReadOnlySpan{int}, KeyValueCache, LogitsWanted, Span{float}, CancellationToken)"/>
    public void Forward(ReadOnlySpan<int> tokenIds, KeyValueCache cache, CancellationToken cancellation = default) =>
        Forward(tokenIds, cache, LogitsWanted.None, [], cancellation);

    /// <summary>Ends the threads.</summary>
    public void Dispose() => pool.Dispose();

    private static int FirstWanted(int tokenCount, LogitsWanted wanted) => wanted switch
    {
        LogitsWanted.None => tokenCount,
        LogitsWanted.Last => Math.Max(tokenCount - 1, 0),
        LogitsWanted.All => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(wanted), wanted, "No such choice."),
    };

    private void Check(ReadOnlySpan<int> tokenIds, KeyValueCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        if (cache.Owner != this)
            throw new ArgumentException("The cache was made by another model.", nameof(cache));
        if (tokenIds.IsEmpty)
            throw new ArgumentException("A pass needs at least one token.", nameof(tokenIds));
        foreach (int tokenId in tokenIds)
        {
            if ((uint)tokenId >= (uint)VocabularySize)
                throw new ArgumentOutOfRangeException(
                    nameof(tokenIds), tokenId, $"Token ids of {Name} lie between 0 and {VocabularySize - 1}.");
        }

        cache.CheckRoom(tokenIds.Length);
    }

    private IDecoderPass RunBatch(ReadOnlySpan<int> tokenIds, int at, KeyValueCache cache, out int count, CancellationToken cancellation)
    {
        count = Math.Min(options.BatchSize, tokenIds.Length - at);
        int sequenceLength = cache.Length + tokenIds.Length - at;
        if (cache.Workspace is null || cache.Workspace.Capacity < count)
            cache.Workspace = new Workspace(Hyperparameters, count);
        cache.Reserve(count);
        IDecoderPass pass = options.Compute.IsWide
            ? new WidePass(source, weights, cache, pool, count, sequenceLength) { Observer = ResidualStream }
            : new DecoderPass(source, weights, cache, cache.Workspace, pool, count, sequenceLength) { Observer = ResidualStream };
        pass.Run(tokenIds.Slice(at, count), cancellation);
        return pass;
    }
}
