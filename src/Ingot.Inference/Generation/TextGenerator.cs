using Ingot.Inference.Sampling;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Inference.Generation;

/// <summary>Continues a sequence of tokens. Keeps its cache, so that the next prompt continues the conversation.</summary>
/// <remarks>For one caller at a time; the model stays the caller's.</remarks>
public sealed class TextGenerator
{
    private readonly LanguageModel model;
    private readonly KeyValueCache cache;
    private readonly TimeProvider time;
    private readonly List<int> sequence = [];

    /// <summary>Starts with an empty sequence.</summary>
    /// <param name="model">Computes the logits.</param>
    /// <param name="contextLength">Tokens of prompts and answers together; null for the model's own context length.</param>
    /// <param name="time">Measures; null for the system's clock.</param>
    public TextGenerator(LanguageModel model, int? contextLength = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        this.time = time ?? TimeProvider.System;
        cache = model.CreateCache(contextLength);
    }

    /// <summary>Every token of the sequence so far: prompts and what was generated.</summary>
    public IReadOnlyList<int> Sequence => sequence;

    /// <summary>What the latest generation took; complete once its tokens have been enumerated.</summary>
    public GenerationReport Report { get; private set; } = new(0, TimeSpan.Zero, 0, TimeSpan.Zero, GenerationStop.None);

    /// <summary>
    /// Makes the sequence end with a prompt that restates all of it, and generates from there. What the prompt shares with the sequence
    /// is not computed again.
    /// </summary>
    /// <param name="promptIds">The whole prompt, from its first token on; at least one.</param>
    /// <param name="special">Its <see cref="SpecialTokens.EndOfGeneration"/> stop the generation.</param>
    /// <param name="options">How to go on; null for greedy until an end token or the end of the context.</param>
    /// <param name="cancellation">Stops between layers.</param>
    /// <returns>Each token as soon as it is chosen, an end token included, as the last.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or an id lies outside the vocabulary.</exception>
    /// <exception cref="IngotException">The prompt is longer than the context.</exception>
    public IEnumerable<int> Generate(
        IReadOnlyList<int> promptIds, SpecialTokens special, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(promptIds);
        ArgumentNullException.ThrowIfNull(special);
        if (promptIds.Count == 0)
            throw new ArgumentException("A prompt has at least one token.", nameof(promptIds));
        return Enumerate([.. promptIds], [.. special.EndOfGeneration], options ?? new(), cancellation);
    }

    /// <summary>The same as text: each whole character as soon as its last byte is there.</summary>
    /// <inheritdoc cref="Generate"/>
    /// <param name="promptIds">The whole prompt, from its first token on; at least one.</param>
    /// <param name="tokenizer">Turns the tokens into text and knows the end tokens; control tokens print nothing.</param>
    /// <param name="options">How to go on; null for greedy until an end token or the end of the context.</param>
    /// <param name="cancellation">Stops between layers.</param>
    /// <returns>Pieces of text, none of them empty.</returns>
    public IEnumerable<string> GenerateText(
        IReadOnlyList<int> promptIds, ITokenizer tokenizer, GenerationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Assemble(Generate(promptIds, tokenizer.Special, options, cancellation), tokenizer);
    }

    private static IEnumerable<string> Assemble(IEnumerable<int> tokenIds, ITokenizer tokenizer)
    {
        Utf8Assembler assembler = new();
        foreach (int tokenId in tokenIds)
        {
            tokenizer.AppendBytes(tokenId, assembler, skipSpecial: true);
            if (assembler.Take() is { Length: > 0 } text)
                yield return text;
        }

        if (assembler.Finish() is { Length: > 0 } rest)
            yield return rest;
    }

    private IEnumerable<int> Enumerate(int[] promptIds, HashSet<int> ends, GenerationOptions options, CancellationToken cancellation)
    {
        Sampler sampler = new(options.Sampling);
        foreach (int tokenId in promptIds)
            sampler.Accept(tokenId);

        float[] logits = new float[model.VocabularySize];
        long started = time.GetTimestamp();
        int computed = Prefill(promptIds, logits, cancellation);
        Report = new(computed, time.GetElapsedTime(started), 0, TimeSpan.Zero, GenerationStop.None);

        while (true)
        {
            if (Report.GeneratedTokens == options.MaxTokens)
            {
                Report = Report with { Stop = GenerationStop.MaxTokens };
                yield break;
            }

            started = time.GetTimestamp();
            int tokenId = sampler.Sample(logits);
            sampler.Accept(tokenId);
            sequence.Add(tokenId);
            bool isEnd = !options.IgnoreEnd && ends.Contains(tokenId);
            Report = Report with
            {
                GeneratedTokens = Report.GeneratedTokens + 1,
                GenerationTime = Report.GenerationTime + time.GetElapsedTime(started),
                Stop = isEnd ? GenerationStop.EndToken : GenerationStop.None,
            };
            yield return tokenId;

            if (isEnd)
                yield break;
            if (cache.Length == cache.ContextLength)
            {
                Report = Report with { Stop = GenerationStop.ContextFull };
                yield break;
            }

            if (Report.GeneratedTokens == options.MaxTokens)
                continue;
            started = time.GetTimestamp();
            model.Forward([tokenId], cache, LogitsWanted.Last, logits, cancellation);
            Report = Report with { GenerationTime = Report.GenerationTime + time.GetElapsedTime(started) };
        }
    }

    private int Prefill(int[] promptIds, float[] logits, CancellationToken cancellation)
    {
        // The last token is computed in any case: its logits are not kept. A cancelled prefill leaves more in the cache than in the sequence.
        int known = Math.Min(promptIds.Length - 1, Math.Min(cache.Length, sequence.Count)), shared = 0;
        while (shared < known && promptIds[shared] == sequence[shared])
            shared++;
        shared = cache.Truncate(shared);
        sequence.RemoveRange(shared, sequence.Count - shared);
        model.Forward(promptIds.AsSpan(shared), cache, LogitsWanted.Last, logits, cancellation);
        sequence.AddRange(promptIds.AsSpan(shared));
        return promptIds.Length - shared;
    }
}
