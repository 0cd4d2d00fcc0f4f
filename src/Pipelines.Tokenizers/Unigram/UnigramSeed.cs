namespace Pipelines.Tokenizers;

/// <summary>The pieces that unigram learning starts with: every character, and the substrings of words that occur more than once.</summary>
internal static class UnigramSeed
{
    /// <summary>Pieces and the logarithms of their share, characters first.</summary>
    /// <param name="words">The words and their counts.</param>
    /// <param name="characters">The characters that have tokens, and their counts.</param>
    /// <param name="options">How long pieces are, and how many there may be.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    public static List<(string Piece, double Score)> Create(
        IReadOnlyList<(string Word, long Count)> words, IReadOnlyDictionary<int, long> characters, UnigramTrainerOptions options,
        CancellationToken cancellationToken)
    {
        var found = new List<(string Piece, long Weight)>();
        // Substrings of one length after the other: one that occurs twice has a beginning that does.
        HashSet<string>? shorter = null;
        for (int length = 2; length <= options.MaximumPieceLength; length++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Dictionary<string, long> counts = Count(words, characters, length, shorter);
            var kept = new HashSet<string>(StringComparer.Ordinal);
            foreach ((string piece, long count) in counts)
            {
                if (count < 2)
                    continue;
                kept.Add(piece);
                found.Add((piece, count * length));
            }
            if (kept.Count == 0)
                break;
            shorter = kept;
        }
        IEnumerable<(string Piece, long Weight)> all = characters.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key)
            .Select(entry => (char.ConvertFromUtf32(entry.Key), entry.Value))
            .Concat(found.OrderByDescending(piece => piece.Weight).ThenBy(piece => piece.Piece, StringComparer.Ordinal)
                .Take(Math.Max(0, options.SeedSize - characters.Count)));
        List<(string Piece, long Weight)> seed = [.. all];
        double total = Math.Log(seed.Sum(piece => (double)piece.Weight));
        return [.. seed.Select(piece => (piece.Piece, Math.Log(piece.Weight) - total))];
    }

    private static Dictionary<string, long> Count(
        IReadOnlyList<(string Word, long Count)> words, IReadOnlyDictionary<int, long> characters, int length, HashSet<string>? shorter)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? beginnings = shorter?.GetAlternateLookup<ReadOnlySpan<char>>();
        var starts = new List<int>();
        foreach ((string word, long count) in words)
        {
            starts.Clear();
            int known = 0;
            for (int at = 0; at < word.Length;)
            {
                int scalar = CharacterProperties.At(word, at, out int width);
                starts.Add(at);
                at += width;
                // A piece has known characters only, and ▁ only at its start.
                known = !characters.ContainsKey(scalar) ? 0 : scalar == MetaspacePreTokenizer.Underline[0] ? 1 : known + 1;
                if (known < length)
                    continue;
                ReadOnlySpan<char> piece = word.AsSpan(starts[^length], at - starts[^length]);
                if (beginnings is { } set && !set.Contains(piece[..^width]))
                    continue;
                lookup.TryGetValue(piece, out long sofar);
                lookup[piece] = sofar + count;
            }
        }
        return counts;
    }
}
