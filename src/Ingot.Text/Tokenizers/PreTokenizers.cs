using System.Collections.Immutable;
using System.Text.Json;

namespace Ingot.Text.Tokenizers;

/// <summary>The pre-tokenizers GGUF names, as data, and which of them a <c>tokenizer.json</c> describes.</summary>
/// <remarks>
/// Names and expressions are those llama.cpp knows (<c>src/llama-vocab.cpp</c>), written as the published tokenizers write them.
/// Several names share one expression. Among them <see cref="Identify"/> prefers the one that lists the architecture it is told,
/// then one that agrees about ignoring merges, then the first in the table.
/// </remarks>
public static class PreTokenizers
{
    private const string Gpt2 = ByteLevelSplitter.Expression;
    private const string Digit = @"\p{N}";
    private const string Digits = @"\p{N}+";
    private const string ThreeDigits = "[0-9][0-9][0-9]";
    private const string Punctuation = @"[\p{P}\$\+<=>\^~\|`]+";
    private const string Contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Tail = @"|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Word = @"[^\r\n\p{L}\p{N}]?\p{L}+";
    private const string Llama3 = Contraction + "|" + Word + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*" + Tail;
    private const string Qwen2 = Contraction + "|" + Word + @"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*" + Tail;
    private const string CasedWord =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+";
    private const string CapitalWord =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*";
    private const string Gpt4o = CasedWord + Contraction + "?|" + CapitalWord + Contraction + @"?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*" + Tail;
    private const string AsciiPunctuationWord = @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+";
    private const string DeepSeekWord = AsciiPunctuationWord + @"|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+";
    private const string Ideographs = "[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+";
    private const string Bloom = " ?[^(\\s|[.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C])]+";

    // Cased letters as DeepSeek lists them. Escaped, because editors turn some of them into their look-alikes.
    private const string DeepSeekLetters =
        "\\s?[A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF\u01C4-\u0293\u0295-\u02AF\u0370-\u0373\u0376\u0377"
        + "\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03F5\u03F7-\u0481\u048A-\u052F\u0531-\u0556\u10A0-\u10C5"
        + "\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20"
        + "-\u1F45\u1F48-\u1F4D\u1F50-\u1F57\u1F59\u1F5B\u1F5D\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE\u1FC2-\u1FC4\u1FC6-\u1FCC"
        + "\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC\u2102\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126"
        + "\u2128\u212A-\u212D\u212F-\u2134\u2139\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE"
        + "\u2CF2\u2CF3\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06\uFB13-\uFB17\uFF21"
        + "-\uFF3A\uFF41-\uFF5A\U00010400-\U0001044F\U000104B0-\U000104D3\U000104D8-\U000104FB\U00010C80-\U00010CB2\U00010CC0-\U00010CF2"
        + "\U000118A0-\U000118DF\U0001E900-\U0001E943]+";

    private const string KimiWord =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+" + Contraction
        + @"?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*" + Contraction + "?";

    /// <summary>All that are known. For each expression the name to prefer without a hint stands first.</summary>
    public static ImmutableArray<PreTokenizerSpec> All { get; } =
    [
        Of("default", [@"[\p{P}\$\+<=>\^~\|]+", Gpt2, Digits, ThreeDigits]),

        Of("gpt-2", [Gpt2], "gpt2"),
        Of("phi-2", [Gpt2], "phi2"),
        Of("olmo", [Gpt2], "olmo", "olmoe", "gptneox", "mamba"),
        Of("mpt", [Gpt2], "mpt"),
        Of("jais", [Gpt2], "jais"),
        Of("exaone4", [Gpt2], "exaone4"),
        Of("roberta-bpe", [Gpt2]), Of("jina-v1-en", [Gpt2]), Of("jina-v2-code", [Gpt2]), Of("jina-es", [Gpt2]), Of("jina-de", [Gpt2]),
        Of("jina-v2-es", [Gpt2]), Of("jina-v2-de", [Gpt2]), Of("gigachat", [Gpt2]), Of("a.x-4.0", [Gpt2]), Of("mellum", [Gpt2]),
        Of("modern-bert", [Gpt2], "modern-bert"), Of("trillion", [Gpt2]), Of("granite-docling", [Gpt2]),

        Of("starcoder", [Digit, Gpt2], "starcoder", "starcoder2"),
        Of("refact", [Digit, Gpt2], "refact", "granite", "granitemoe", "granitehybrid"),
        Of("command-r", [Digit, Gpt2], "command-r", "cohere2"),
        Of("smollm", [Digit, Gpt2], "llama"),
        Of("codeshell", [Digit, Gpt2], "codeshell"),
        Of("exaone", [Digit, Gpt2], "exaone"),
        Of("minerva-7b", [Digit, Gpt2]), Of("mellum2", [Digit, Gpt2]),

        Of("llama-bpe", [Llama3], "llama", "smollm3") with { IgnoresMerges = true },
        Of("dbrx", [Llama3], "dbrx", "olmo2"),
        Of("chatglm-bpe", [Llama3], "chatglm"),
        Of("glm4", [Llama3], "glm4", "glm4moe"),
        Of("lfm2", [Llama3], "lfm2", "lfm2moe") with { IgnoresMerges = true },
        Of("falcon-h1", [Llama3], "falcon-h1") with { IgnoresMerges = true },
        Of("smaug-bpe", [Llama3]),
        Of("llama3", [Llama3]) with { IgnoresMerges = true }, Of("llama-v3", [Llama3]) with { IgnoresMerges = true },
        Of("falcon3", [Llama3]) with { IgnoresMerges = true }, Of("pixtral", [Llama3]) with { IgnoresMerges = true },
        Of("midm-2.0", [Llama3]) with { IgnoresMerges = true }, Of("jina-v5-nano", [Llama3]) with { IgnoresMerges = true },
        Of("jais-2", [Contraction + "|" + Word + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s{512}(?!\S)|\s{256}(?!\S)|\s{128}(?!\S)"
            + @"|\s{64}(?!\S)|\s{32}(?!\S)|\s{16}(?!\S)|\s{8}(?!\S)|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1}"], "jais2"),

        Of("qwen2", [Qwen2], "qwen2", "qwen2moe", "qwen2vl", "qwen3", "qwen3moe"),
        Of("stablelm2", [Qwen2], "stablelm"),
        Of("hunyuan", [Qwen2], "hunyuan-moe"),
        Of("grok-2", [Qwen2], "grok"),
        Of("megrez", [Qwen2]), Of("deepseek-r1-qwen", [Qwen2]), Of("kormo", [Qwen2]), Of("f2llmv2", [Qwen2]), Of("solar-open", [Qwen2]),
        Of("qwen35", [Contraction + @"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*" + Tail], "qwen35"),
        Of("seed-coder", [Contraction + "|" + Word + @"|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+" + Tail], "seed_oss"),
        Of("minicpm5", [@"\p{N}{1,3}", Contraction + "|" + Word + @"|\p{N}+| ?[^\s\p{L}\p{N}]+[\r\n]*" + Tail]) with { IgnoresMerges = true },
        Of("bailingmoe", [@"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"], "bailingmoe"),
        Of("bailingmoe2", [@"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"], "bailingmoe2"),
        Of("exaone-moe", [Contraction + @"|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+"], "exaone-moe"),

        Of("gpt-4o", [Gpt4o], "gpt-oss"),
        Of("llama4", [Gpt4o], "llama4"),
        Of("minimax-m2", [Gpt4o], "minimax-m2"),
        Of("kanana2", [Gpt4o]),
        Of("tekken", [CasedWord + "|" + CapitalWord + @"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*" + Tail], "llama") with { IgnoresMerges = true },
        Of("tiny_aya", [@"\d{1,3}(?=(?:\d{3})*\b)", Gpt4o], "cohere2"),
        Of("kimi-k2", [@"[\p{Han}]+|" + KimiWord + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*" + Tail], "deepseek2"),

        Of("deepseek-llm", [@"[\r\n]", DeepSeekLetters, "\\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+", @"\s+$", Ideographs, Digits]) with
        {
            Published = [@"[\r\n]", DeepSeekLetters, "\\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+", @"\s+$", Ideographs, Digit],
        },
        Of("deepseek-coder", [@"[\r\n]", @"\s?\p{L}+", @"\s?\p{P}+", Ideographs, Digit]),
        Of("deepseek-v3", [@"\p{N}{1,3}", "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+", DeepSeekWord + @"[\r\n]*" + Tail], "deepseek2"),
        Of("hunyuan-dense", [@"\p{N}{1,3}", "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+", DeepSeekWord + @"[\r\n]*" + Tail], "hunyuan-dense"),
        Of("joyai-llm", [@"\p{N}{1,3}", "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+", DeepSeekWord + @"[\r\n]*" + Tail]),

        Of("falcon", [Punctuation, Gpt2, ThreeDigits], "falcon") with { Published = [Punctuation, Gpt2, Digits, ThreeDigits] },
        Of("bloom", [Bloom], "bloom"),
        Of("poro-chat", [Bloom]), Of("gpt3-finnish", [Bloom]),
        Of("viking", [Bloom, Digit]),
        Of("superbpe", [Digits, @"(?=(\d{3})+(?!\d))"]),
        Of("chameleon", ["<sentinel:[0-9]+>", "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z", @"([\t\n]|    |  )", Digit, @"[\p{P}!-/:-@\[-`{-~]", Gpt2], "chameleon"),
    ];

    /// <summary>The pre-tokenizer of a name; null when it is not known.</summary>
    public static PreTokenizerSpec? Find(string name) => All.FirstOrDefault(spec => spec.Name == name);

    /// <summary>Decides the name from what the tokenizer does: its expressions and byte-level flags, never a hash of its output.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="architecture">The GGUF architecture of its model, which decides between names that mean the same; null for none.</param>
    /// <returns>The name, or null when the tokenizer is no byte-level BPE or cuts text in a way no name stands for.</returns>
    public static string? Identify(TokenizerJson tokenizer, string? architecture = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (tokenizer.ModelType == "WordPiece")
            return "bert-bge";
        if (tokenizer.ModelType != "BPE" || Describe(tokenizer.PreTokenizer) is not { } described)
            return null;
        PreTokenizerSpec[] equal = [.. All.Where(spec => spec.Name != "default" && SameCut(spec, described))];
        PreTokenizerSpec? chosen = equal.FirstOrDefault(spec => architecture is not null && spec.Architectures.Contains(architecture)
                && (spec.Name != "llama-bpe" || tokenizer.IgnoreMerges))
            ?? equal.FirstOrDefault(spec => spec.IgnoresMerges == tokenizer.IgnoreMerges)
            ?? equal.FirstOrDefault();
        return chosen?.Name;
    }

    private static PreTokenizerSpec Of(string name, ImmutableArray<string> expressions, params ImmutableArray<string> architectures) =>
        new() { Name = name, Expressions = expressions, Architectures = architectures };

    private static bool SameCut(PreTokenizerSpec spec, List<string> described) => spec.Expressions.Select(Canonical).SequenceEqual(described)
        || !spec.Published.IsEmpty && spec.Published.Select(Canonical).SequenceEqual(described);

    /// <summary>The expressions a pre-tokenizer amounts to; null when it does anything else, or spells no bytes.</summary>
    private static List<string>? Describe(JsonElement? preTokenizer)
    {
        if (preTokenizer is not { ValueKind: JsonValueKind.Object } root)
            return null;
        JsonElement[] steps = root.TryGetProperty("pretokenizers", out JsonElement items) ? (items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : []) : [root];
        List<string> expressions = [];
        bool spellsBytes = false;
        foreach (JsonElement step in steps)
        {
            if (step.ValueKind != JsonValueKind.Object)
                return null;
            string type = Word(step, "type") ?? "";
            if (type == "ByteLevel" && !Flag(step, "add_prefix_space", true))
            {
                spellsBytes = true;
                if (Flag(step, "use_regex", true))
                    expressions.Add(Gpt2);
            }
            else if (type == "Digits")
            {
                expressions.Add(Flag(step, "individual_digits", false) ? Digit : Digits);
            }
            else if (type == "Punctuation" && Word(step, "behavior") == "Contiguous")
            {
                expressions.Add(Punctuation);
            }
            else if (type == "Split" && step.TryGetProperty("pattern", out JsonElement pattern) && pattern.ValueKind == JsonValueKind.Object && Word(pattern, "Regex") is string regex
                && (Word(step, "behavior") == "Isolated" && !Flag(step, "invert", false)
                    || Word(step, "behavior") == "Removed" && Flag(step, "invert", false)))
            {
                expressions.Add(Canonical(regex));
            }
            else
            {
                return null;
            }
        }

        return spellsBytes ? expressions : null;

        static bool Flag(JsonElement step, string name, bool otherwise) => step.TryGetProperty(name, out JsonElement value)
            ? value.ValueKind == JsonValueKind.True : otherwise;

        static string? Word(JsonElement step, string name)
        {
            try
            {
                return step.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            }
            catch (InvalidOperationException)
            {
                // An escape such as \ud800 without its other half is no text, and so none that a name stands for.
                return null;
            }
        }
    }

    /// <summary>One spelling for what files write as an escape or as the character itself.</summary>
    private static string Canonical(string expression) =>
        expression.Replace("\r", @"\r", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
}
