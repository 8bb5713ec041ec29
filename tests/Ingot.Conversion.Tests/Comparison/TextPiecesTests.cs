using System.Collections.Immutable;
using Ingot.Checkpoints;
using Ingot.Conversion.Comparison;
using Ingot.Evaluation;
using Ingot.Text;

namespace Ingot.Conversion.Tests.Comparison;

public class TextPiecesTests
{
    [Theory, InlineData("samples/internlm2-tiny"), InlineData("tests/Golden/models/qwen2-tiny")]
    public void Of_CutsATextIntoPiecesOfWholeCharacters(string model)
    {
        using Checkpoint checkpoint = Checkpoint.Open(TestFiles.InRepository(model));
        ITokenizer tokenizer = checkpoint.Tokenizer!;

        // A character that is in neither vocabulary is a token for each of its bytes.
        int[] ids = [.. tokenizer.Encode("To be, 静夜思 or 🐉 and 龘 not to be.")];
        ImmutableArray<TextPiece> pieces = TextPieces.Of(ids, [.. ids.Select((_, index) => new DivergentPosition(index, index, 0, 0)).Skip(3)], tokenizer);
        Assert.Equal(tokenizer.Decode(ids), string.Concat(pieces.Select(piece => piece.Text)));
        Assert.DoesNotContain(pieces, piece => piece.Text.Contains('\uFFFD', StringComparison.Ordinal));
        Assert.True(pieces.Length < ids.Length);
        Assert.All(pieces[..3], piece => Assert.Null(piece.Divergence));
        Assert.Equal(ids.Length - 1, pieces[^1].Divergence);
    }

    [Fact]
    public void Of_IsEmpty_WhereNothingWasScored()
    {
        using Checkpoint checkpoint = Checkpoint.Open(TestFiles.InRepository("samples/internlm2-tiny"));
        Assert.Empty(TextPieces.Of([1, 2, 3], [], checkpoint.Tokenizer!));
    }
}
