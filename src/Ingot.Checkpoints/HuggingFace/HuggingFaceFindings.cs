using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Formats.PyTorch;
using Ingot.Models;
using Ingot.Tensors;
using Ingot.Text;
using Ingot.Text.Templates;

namespace Ingot.Checkpoints.HuggingFace;

/// <summary>Looks a folder over before anything is converted.</summary>
internal static class HuggingFaceFindings
{
    /// <summary>Everything worth knowing that does not depend on the target.</summary>
    public static IReadOnlyList<Finding> Find(HuggingFaceCheckpoint checkpoint) =>
    [
        .. MapFindings.Of(checkpoint.Map), .. checkpoint.Storage.Findings, .. Archive(checkpoint), .. Code(checkpoint), .. Tokens(checkpoint),
        .. Template(checkpoint), .. Head(checkpoint),
    ];

    private static IEnumerable<Finding> Archive(HuggingFaceCheckpoint checkpoint)
    {
        if (checkpoint.Tensors is PyTorchCheckpoint { SetAside.Count: > 0 } archive)
            yield return FindingKinds.ArchiveHoldsMore.At(archive.Files[0], string.Join(", ", archive.SetAside));
    }

    private static IEnumerable<Finding> Code(HuggingFaceCheckpoint checkpoint)
    {
        if (checkpoint.Folder.Config.TryGetProperty("auto_map", out _))
            yield return FindingKinds.RemoteCode.At("config.json", "auto_map");
    }

    private static IEnumerable<Finding> Tokens(HuggingFaceCheckpoint checkpoint)
    {
        if (checkpoint.Tokenizer?.Special is not { } special)
            yield break;
        foreach ((string name, int? id) in new[] { ("BOS", special.Bos), ("EOS", special.Eos), ("PAD", special.Pad) })
        {
            if (id is null)
                yield return FindingKinds.SpecialTokenAbsent.At("tokenizer", name);
        }
    }

    private static IEnumerable<Finding> Template(HuggingFaceCheckpoint checkpoint)
    {
        if (checkpoint.ChatTemplate is not string source || checkpoint.Tokenizer is not { } tokenizer)
            return [];
        try
        {
            int? end = TurnEnd(ChatTemplate.Parse(source), tokenizer);
            return end is int id && !tokenizer.Special.EndOfGeneration.Contains(id)
                ? [FindingKinds.TemplateEndNotEos.At("chat template", tokenizer.Decode([id]), id) with { Repair = EndTokens([.. tokenizer.Special.EndOfGeneration, id]) }]
                : [];
        }
        catch (IngotException error)
        {
            return [FindingKinds.TemplateBroken.At("chat template", error.Problem)];
        }
    }

    private static Repair EndTokens(int[] ids) => new("generation_config.json", "eos_token_id", $"[{string.Join(", ", ids)}]");

    /// <summary>The control token a template puts after an assistant's message; null when it puts none.</summary>
    private static int? TurnEnd(ChatTemplate template, ITokenizer tokenizer)
    {
        const string Answer = "ingot-answer";
        string rendered = template.Render(new()
        {
            Messages = [new("user", "question"), new("assistant", Answer)],
            AddGenerationPrompt = false,
            BosToken = tokenizer.Special.Bos is int bos ? tokenizer.Decode([bos]) : null,
            EosToken = tokenizer.Special.Eos is int eos ? tokenizer.Decode([eos]) : null,
        });
        int at = rendered.LastIndexOf(Answer, StringComparison.Ordinal);
        if (at < 0)
            return null;
        string rest = rendered[(at + Answer.Length)..];
        IReadOnlyList<int> ids = tokenizer.Encode(rest, new() { AddSpecial = false, ParseSpecial = true });
        // A control token is one that prints nothing when control tokens are skipped, though it has text.
        foreach (int id in ids)
        {
            if (tokenizer.Decode([id], skipSpecial: true).Length == 0 && tokenizer.Decode([id]).Length > 0)
                return id;
        }

        return null;
    }

    private static IEnumerable<Finding> Head(HuggingFaceCheckpoint checkpoint)
    {
        if (checkpoint.Map.Missing.Count > 0 || checkpoint.Map.WrongShapes.Count > 0 || checkpoint.Map.Leftovers.Count > 0)
            yield break;
        if (checkpoint.Weights.Find(TensorRole.Output) is not { } head)
        {
            if (!checkpoint.Hyperparameters.TiedEmbeddings)
                yield return FindingKinds.HeadMissing.At("config.json: tie_word_embeddings") with { Repair = Tied("true") };
            yield break;
        }

        if (checkpoint.Weights.Find(TensorRole.TokenEmbedding) is not { } embedding)
            yield break;
        if (SameBytes(head, embedding))
            yield return FindingKinds.TiedHead.At(head.Name);
        else if (checkpoint.Hyperparameters.TiedEmbeddings && SaysTied(checkpoint.Folder.Config))
            yield return FindingKinds.TiedClaimWrong.At("config.json: tie_word_embeddings") with { Repair = Tied("false") };
    }

    private static Repair Tied(string value) => new("config.json", "tie_word_embeddings", value);

    private static bool SaysTied(JsonElement config) =>
        config.TryGetProperty("tie_word_embeddings", out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static bool SameBytes(IWeight first, IWeight second)
    {
        if (first.StoredType != second.StoredType || first.Shape != second.Shape)
            return false;
        int rowBytes = checked((int)first.StoredType.RowBytes(first.Shape.Columns));
        byte[] left = new byte[rowBytes], right = new byte[rowBytes];
        for (long row = 0; row < first.Shape.Rows; row++)
        {
            first.ReadRows(row, left);
            second.ReadRows(row, right);
            if (!left.AsSpan().SequenceEqual(right))
                return false;
        }

        return true;
    }
}
