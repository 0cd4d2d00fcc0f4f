using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Pre-tokenizers one after the other, each cutting what the one before left: <c>Sequence</c>.</summary>
/// <param name="PreTokenizers">The pre-tokenizers, the first first.</param>
public sealed record PreTokenizerSequence(IReadOnlyList<IPreTokenizer> PreTokenizers) : IPreTokenizer
{
    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        if (PreTokenizers.Count == 0)
            pieces.Add(piece);
        else
            Split(piece, PreTokenizers, pieces);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) =>
        writer.WriteNode("Sequence", w => w.WriteNodes("pretokenizers", PreTokenizers, (node, inner) => node.Write(inner)));

    private static void Split(TextPiece piece, IReadOnlyList<IPreTokenizer> steps, List<TextPiece> pieces)
    {
        List<TextPiece> now = [piece];
        List<TextPiece> next = [];
        for (int step = 0; step < steps.Count; step++)
        {
            List<TextPiece> target = step == steps.Count - 1 ? pieces : next;
            foreach (TextPiece one in now)
                steps[step].Split(one, target);
            now.Clear();
            (now, next) = (next, now);
        }
    }
}
