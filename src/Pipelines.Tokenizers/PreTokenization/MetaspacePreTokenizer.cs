using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>SentencePiece's: spaces become a visible character that begins each word: <c>Metaspace</c>.</summary>
/// <param name="Replacement">The visible character, mostly ▁ (U+2581).</param>
/// <param name="PrependScheme">Where one is put before text that does not begin with it.</param>
/// <param name="IsSplit">Cuts before each of them; else the text stays whole.</param>
public sealed record MetaspacePreTokenizer(
    string Replacement = MetaspacePreTokenizer.Underline, PrependScheme PrependScheme = PrependScheme.Always, bool IsSplit = true)
        : IPreTokenizer
{
    /// <summary>SentencePiece's space.</summary>
    internal const string Underline = "\u2581";

    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        string text = piece.Text.ToString().Replace(" ", Replacement, StringComparison.Ordinal);
        bool prepends = PrependScheme == PrependScheme.Always || (PrependScheme == PrependScheme.First && piece.IsFirst);
        if (prepends && text.Length > 0 && !text.StartsWith(Replacement, StringComparison.Ordinal))
            text = Replacement + text;
        var changed = new TextPiece(text.AsMemory(), piece.IsFirst);
        if (!IsSplit)
        {
            PieceSplitter.Add(changed, 0, text.Length, pieces);
            return;
        }
        // Of several in a row each but the last is a piece of its own.
        int start = 0;
        while (start < text.Length)
        {
            int next = text.IndexOf(Replacement, start + 1, StringComparison.Ordinal);
            if (next < 0)
                next = text.Length;
            PieceSplitter.Add(changed, start, next, pieces);
            start = next;
        }
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => MetaspaceNode.Write(writer, Replacement, PrependScheme, IsSplit);
}
