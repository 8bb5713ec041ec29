using System.Collections.Immutable;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>A SentencePiece model file (<c>tokenizer.model</c>): its pieces and how text is prepared for them.</summary>
/// <remarks>Source: sentencepiece_model.proto, messages ModelProto, TrainerSpec and NormalizerSpec.</remarks>
public sealed class SentencePieceModel
{
    private const int PiecesField = 1, TrainerField = 2, NormalizerField = 3;

    private SentencePieceModel(FileLocation location) => Location = location;

    /// <summary>The pieces by id.</summary>
    public ImmutableArray<SentencePiece> Pieces { get; private set; } = [];

    /// <summary>How text is cut.</summary>
    public SentencePieceModelType ModelType { get; private set; } = SentencePieceModelType.Unigram;

    /// <summary>Whether what no piece says is written as bytes.</summary>
    public bool ByteFallback { get; private set; }

    /// <summary>Whether the space added to a text, and that of a piece, is at its end.</summary>
    public bool TreatWhitespaceAsSuffix { get; private set; }

    /// <summary>Begins a sequence; null when the model has no such piece.</summary>
    public int? BosId { get; private set; } = 1;

    /// <summary>Ends a sequence; null when the model has no such piece.</summary>
    public int? EosId { get; private set; } = 2;

    /// <summary>Stands for what the model cannot say; null when the model has no such piece.</summary>
    public int? UnknownId { get; private set; } = 0;

    /// <summary>Fills a batch; null when the model has no such piece.</summary>
    public int? PadId { get; private set; }

    /// <summary>Whether text gets a space in front.</summary>
    public bool AddDummyPrefix { get; private set; } = true;

    /// <summary>Whether spaces at the ends go and runs of them shrink to one.</summary>
    public bool RemoveExtraWhitespaces { get; private set; } = true;

    /// <summary>Whether spaces are written as U+2581.</summary>
    public bool EscapeWhitespaces { get; private set; } = true;

    /// <summary>The compiled character map; empty for none.</summary>
    public ReadOnlyMemory<byte> PrecompiledCharsMap { get; private set; }

    /// <summary>Where the model was read.</summary>
    internal FileLocation Location { get; }

    /// <summary>Reads a model file.</summary>
    /// <param name="proto">The file's bytes; the model keeps slices of them.</param>
    /// <param name="location">The file, for messages.</param>
    /// <exception cref="CheckpointException">The file is truncated, contradicts itself or is no SentencePiece model.</exception>
    public static SentencePieceModel Parse(ReadOnlyMemory<byte> proto, FileLocation location)
    {
        ArgumentNullException.ThrowIfNull(location);
        SentencePieceModel model = new(location);
        ImmutableArray<SentencePiece>.Builder pieces = ImmutableArray.CreateBuilder<SentencePiece>();
        ProtobufReader reader = new(proto, location);
        while (reader.Read())
        {
            if (reader.WireType != 2)
                continue;
            if (reader.Field == PiecesField)
                pieces.Add(ReadPiece(reader.Bytes, location, reader.BytesOffset, pieces.Count));
            else if (reader.Field == TrainerField)
                model.ReadTrainer(reader.Bytes, reader.BytesOffset);
            else if (reader.Field == NormalizerField)
                model.ReadNormalizer(reader.Bytes, reader.BytesOffset);
        }

        model.Pieces = pieces.ToImmutable();
        model.Check();
        return model;
    }

    private static SentencePiece ReadPiece(ReadOnlyMemory<byte> message, FileLocation location, long offsetBytes, int id)
    {
        (ReadOnlyMemory<byte> bytes, float score, ulong kind) = (default, 0f, 1);
        ProtobufReader reader = new(message, location, offsetBytes);
        while (reader.Read())
        {
            if (reader is { Field: 1, WireType: 2 })
                bytes = reader.Bytes;
            else if (reader is { Field: 2, WireType: 5 })
                score = reader.Float;
            else if (reader is { Field: 3, WireType: 0 })
                kind = reader.Varint;
        }

        FileLocation place = location with { Item = $"piece {id}", OffsetBytes = offsetBytes };
        if (kind is < 1 or > 6)
            throw new CheckpointException(place, $"The piece is of kind {kind}, which does not exist.", "Download the tokenizer file again.");
        if (!float.IsFinite(score))
            throw new CheckpointException(place, $"The piece has the score {score}.", "Download the tokenizer file again.");
        return new(bytes, score, (TokenKind)kind);
    }

    private void ReadTrainer(ReadOnlyMemory<byte> message, long offsetBytes)
    {
        ProtobufReader reader = new(message, Location, offsetBytes);
        while (reader.Read())
        {
            if (reader.WireType != 0)
                continue;
            int? id = unchecked((int)reader.Varint) is int value and >= 0 ? value : null;
            switch (reader.Field)
            {
                case 3:
                    ModelType = reader.Varint is >= 1 and <= 4 ? (SentencePieceModelType)reader.Varint : throw new CheckpointException(
                        Location with { Item = "trainer_spec.model_type" }, $"The model type {reader.Varint} does not exist.",
                        "Download the tokenizer file again.");
                    break;
                case 24:
                    TreatWhitespaceAsSuffix = reader.Varint != 0;
                    break;
                case 35:
                    ByteFallback = reader.Varint != 0;
                    break;
                case 40:
                    UnknownId = id;
                    break;
                case 41:
                    BosId = id;
                    break;
                case 42:
                    EosId = id;
                    break;
                case 43:
                    PadId = id;
                    break;
            }
        }
    }

    private void ReadNormalizer(ReadOnlyMemory<byte> message, long offsetBytes)
    {
        ProtobufReader reader = new(message, Location, offsetBytes);
        while (reader.Read())
        {
            if (reader is { Field: 2, WireType: 2 })
                PrecompiledCharsMap = reader.Bytes;
            else if (reader is { Field: 3, WireType: 0 })
                AddDummyPrefix = reader.Varint != 0;
            else if (reader is { Field: 4, WireType: 0 })
                RemoveExtraWhitespaces = reader.Varint != 0;
            else if (reader is { Field: 5, WireType: 0 })
                EscapeWhitespaces = reader.Varint != 0;
        }
    }

    private void Check()
    {
        if (Pieces.IsEmpty)
            throw new CheckpointException(Location, "The file holds no pieces.", "It is no SentencePiece model: download it again.");
        ByteVocabulary seen = new(Pieces.Length);
        for (int id = 0; id < Pieces.Length; id++)
        {
            // An entry that nothing uses may be spelled like another.
            if (Pieces[id].Kind != TokenKind.Unused && !seen.TryAdd(Pieces[id].Bytes.Span, id))
            {
                throw new CheckpointException(Location with { Item = $"piece {id}" }, "The piece is there twice.",
                    "Download the tokenizer file again.");
            }
        }

        // A trainer's default id says nothing about a vocabulary that has something else there.
        BosId = OfKind(BosId, TokenKind.Control);
        EosId = OfKind(EosId, TokenKind.Control);
        PadId = OfKind(PadId, TokenKind.Control);
        UnknownId = OfKind(UnknownId, TokenKind.Unknown);
        if (UnknownId is null)
        {
            int found = Pieces.IndexOf(Pieces.FirstOrDefault(piece => piece.Kind == TokenKind.Unknown)!);
            UnknownId = found < 0 ? null : found;
        }
    }

    private int? OfKind(int? id, TokenKind kind) => id < Pieces.Length && Pieces[id.Value].Kind == kind ? id : null;
}
