using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Counts the pieces that normalizer and pre-tokenizer make of texts, without the spellings of special tokens.</summary>
internal static class TrainingWords
{
    private const int ReportInterval = 256;

    /// <summary>Counts; the words are UTF-8.</summary>
    /// <exception cref="TokenizationException">The texts hold nothing to learn from.</exception>
    public static WordCounter Count(
        IEnumerable<ReadOnlyMemory<char>> texts, INormalizer? normalizer, IPreTokenizer preTokenizer, IReadOnlyList<string> special,
        int capacity,
        Action<long, int> report, CancellationToken cancellationToken)
    {
        var counter = new WordCounter(capacity);
        var finder = new SpecialTokenFinder(special);
        var pieces = new List<TextPiece>();
        byte[] bytes = [];
        long count = 0;
        foreach (ReadOnlyMemory<char> text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string whole = CharacterProperties.WellFormed(text.ToString());
            int start = 0;
            while (finder.TryFind(whole.AsSpan(start), out int at, out string token))
            {
                Add(whole[start..(start + at)]);
                start += at + token.Length;
            }
            Add(whole[start..]);
            if (++count % ReportInterval == 0)
                report(count, counter.Count);
        }
        report(count, counter.Count);
        return counter.Count > 0
            ? counter
            : throw new TokenizationException($"The {count} texts hold nothing to learn from; check the file and the column.");

        void Add(string part)
        {
            if (normalizer is not null)
                part = normalizer.Normalize(part);
            if (part.Length == 0)
                return;
            pieces.Clear();
            preTokenizer.Split(new TextPiece(part.AsMemory(), true), pieces);
            foreach (TextPiece piece in pieces)
            {
                int length = Encoding.UTF8.GetMaxByteCount(piece.Text.Length);
                if (bytes.Length < length)
                    bytes = new byte[length];
                counter.Add(bytes.AsSpan(0, Encoding.UTF8.GetBytes(piece.Text.Span, bytes)));
            }
        }
    }
}
