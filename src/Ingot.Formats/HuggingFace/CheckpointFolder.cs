using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ingot.Tensors;

namespace Ingot.Formats.HuggingFace;

/// <summary>The files of a Hugging Face checkpoint beside its weights, by name. Nothing in them is run or followed elsewhere.</summary>
/// <remarks>Files are read when asked for, each bounded in size. Links to files are followed, since download caches are made of them.</remarks>
public sealed class CheckpointFolder
{
    private const string ConfigName = "config.json";

    // The largest tokenizer.json published has some 35 MB.
    private const int MaxFileBytes = 512 << 20;
    private const int MaxJsonDepth = 64;
    private readonly Lazy<JsonElement?> generationConfig;
    private readonly Lazy<JsonElement?> tokenizerConfig;
    private readonly Lazy<JsonElement?> specialTokensMap;
    private readonly Lazy<IReadOnlyDictionary<string, string>> chatTemplates;

    private CheckpointFolder(string path)
    {
        Path = path;
        Name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        Config = ReadJson(ConfigName)!.Value;
        generationConfig = new(() => ReadJson("generation_config.json"));
        tokenizerConfig = new(() => ReadJson("tokenizer_config.json"));
        specialTokensMap = new(() => ReadJson("special_tokens_map.json"));
        chatTemplates = new(() => ChatTemplateFiles.Read(this));
    }

    /// <summary>The folder's path as given.</summary>
    public string Path { get; }

    /// <summary>The folder's own name.</summary>
    public string Name { get; }

    /// <summary><c>config.json</c>, an object.</summary>
    public JsonElement Config { get; }

    /// <summary><c>generation_config.json</c>, an object; null when it is not there.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public JsonElement? GenerationConfig => generationConfig.Value;

    /// <summary><c>tokenizer_config.json</c>, an object; null when it is not there.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public JsonElement? TokenizerConfig => tokenizerConfig.Value;

    /// <summary><c>special_tokens_map.json</c>, an object; null when it is not there.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    public JsonElement? SpecialTokensMap => specialTokensMap.Value;

    /// <summary>Chat templates by name, in order; the usual one is called <c>default</c>. Empty when there are none.</summary>
    /// <exception cref="CheckpointException">A file that holds them is damaged.</exception>
    public IReadOnlyDictionary<string, string> ChatTemplates => chatTemplates.Value;

    /// <summary>The chat template called <c>default</c>; null when there is none.</summary>
    /// <exception cref="CheckpointException">A file that holds it is damaged.</exception>
    public string? ChatTemplate => ChatTemplates.GetValueOrDefault(ChatTemplateFiles.DefaultName);

    /// <summary>The YAML between the dashes at the top of the model card, <c>README.md</c>; null when there is none.</summary>
    public string? ModelCardFrontMatter
    {
        get
        {
            // A card is prose by many hands: bytes that are not UTF-8 need not stop a conversion.
            if (ReadBytes("README.md") is not ReadOnlyMemory<byte> bytes)
                return null;
            string[] lines = Encoding.UTF8.GetString(bytes.Span).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
            int end = lines[0] == "---" ? Array.IndexOf(lines, "---", 1) : -1;
            return end < 0 ? null : string.Join('\n', lines[1..end]);
        }
    }

    /// <summary>Opens a folder, which must hold <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">There is no such folder, it is no checkpoint, or its config.json is damaged.</exception>
    public static CheckpointFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw File.Exists(path)
                ? new CheckpointException(new(path), "This is a file; a Hugging Face checkpoint is a folder.", "Give the folder that the file lies in.")
                : new CheckpointException(new(path), "There is no such folder.", "Check the path.");
        }

        return File.Exists(System.IO.Path.Combine(path, ConfigName))
            ? new(path)
            : throw new CheckpointException(
                new(path), "This is not a Hugging Face checkpoint folder: it has no config.json.", "Give the folder that holds config.json, or download that file into this one.");
    }

    /// <summary>Whether the folder itself holds a file of that name.</summary>
    public bool Has(string name) => FolderName.IsPlain(name) && File.Exists(System.IO.Path.Combine(Path, name));

    /// <summary>The names of the folder's own files with that ending, in order.</summary>
    public IReadOnlyList<string> Names(string ending) =>
    [
        .. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file))
            .Where(name => name.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    /// <summary>A file's JSON, an object; null when the file is not there.</summary>
    /// <exception cref="CheckpointException">It is too large, no JSON, too deep, has a key twice, or is no object.</exception>
    public JsonElement? ReadJson(string name) => ReadBytes(name) is not ReadOnlyMemory<byte> bytes
        ? null
        : UntrustedJson.Parse(Location(name), bytes, MaxJsonDepth, root => root.ValueKind == JsonValueKind.Object
            ? root.Clone()
            : throw new CheckpointException(Location(name), "The file's JSON is no object.", "The file is damaged: download it again."));

    /// <summary>A file's JSON, a list; null when the file is not there.</summary>
    /// <exception cref="CheckpointException">It is too large, no JSON, too deep, has a key twice, or is no list.</exception>
    public JsonElement? ReadJsonList(string name) => ReadBytes(name) is not ReadOnlyMemory<byte> bytes
        ? null
        : UntrustedJson.Parse(Location(name), bytes, MaxJsonDepth, root => root.ValueKind == JsonValueKind.Array
            ? root.Clone()
            : throw new CheckpointException(Location(name), "The file's JSON is no list.", "The file is damaged: download it again."));

    /// <summary>The JSON of a file in a folder inside this one, an object; null when the file is not there.</summary>
    /// <exception cref="CheckpointException">A name is no plain one; or the file is too large, no JSON, too deep, has a key twice, or is no object.</exception>
    public JsonElement? ReadJson(string folder, string name)
    {
        if (!FolderName.IsPlain(folder) || !FolderName.IsPlain(name))
            throw new CheckpointException(Location(name), $"\"{folder}\" is no name of a folder inside this one.", "Correct the file that names it.");
        string path = System.IO.Path.Combine(Path, folder, name);
        return File.Exists(path)
            ? UntrustedJson.Parse(new(path), ReadFile(path), MaxJsonDepth, root => root.ValueKind == JsonValueKind.Object
                ? root.Clone()
                : throw new CheckpointException(new(path), "The file's JSON is no object.", "The file is damaged: download it again."))
            : null;
    }

    /// <summary>A file's text without a byte order mark; null when the file is not there.</summary>
    /// <exception cref="ArgumentException">The name is no plain file name.</exception>
    /// <exception cref="CheckpointException">It is too large or not UTF-8.</exception>
    public string? ReadText(string name) => PathOf(name) is string path ? ReadTextFile(path) : null;

    /// <summary>A file's bytes; null when the file is not there.</summary>
    /// <exception cref="ArgumentException">The name is no plain file name.</exception>
    /// <exception cref="CheckpointException">It is too large or cannot be read.</exception>
    public ReadOnlyMemory<byte>? ReadBytes(string name) => PathOf(name) is string path ? ReadFile(path) : default(ReadOnlyMemory<byte>?);

    /// <summary>The place of a file of this folder, for messages.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="item">The JSON path in it, if one is meant.</param>
    public FileLocation Location(string name, string? item = null) => new(System.IO.Path.Combine(Path, name), item);

    internal static string ReadTextFile(string path)
    {
        ReadOnlySpan<byte> bytes = ReadFile(path);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes)
            : throw new CheckpointException(new(path), "The text is not valid UTF-8.", "The file is damaged or in another encoding: download it again.");
    }

    private static byte[] ReadFile(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        if (file.Length > MaxFileBytes)
            throw new CheckpointException(new(path), $"The file has {file.Length:N0} bytes; {MaxFileBytes:N0} are allowed.", "No known model has such a file: check where it comes from.");
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }

    private string? PathOf(string name)
    {
        if (!FolderName.IsPlain(name))
            throw new ArgumentException($"\"{name}\" is no name of a file in this folder.", nameof(name));
        string path = System.IO.Path.Combine(Path, name);
        return File.Exists(path) ? path : null;
    }
}
