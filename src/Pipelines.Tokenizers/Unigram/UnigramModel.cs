using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>The segmentation of highest probability under independent tokens: <c>Unigram</c>.</summary>
/// <remarks>
/// Kudo, "Subword Regularization" (2018), section 3.1, by the Viterbi search of SentencePiece (unigram_model.cc). A character that no token
/// of its length covers costs 10 more than the least probable token; unknown characters in a row are one unknown token, or bytes.
/// </remarks>
public sealed class UnigramModel : ITokenModel
{
    private const double UnknownPenalty = 10;

    private readonly string[] _tokens;
    private readonly double[] _scores;
    private readonly TokenLookup _ids;
    private readonly UnigramTrie _trie;
    private readonly int[]? _byteTokens;
    private readonly double _unknownScore;

    /// <summary>Creates the model.</summary>
    /// <param name="vocabulary">Each token and the logarithm of its probability; the place is the id.</param>
    /// <param name="unknownId">The id of unknown characters, or null if there is none.</param>
    /// <param name="byteFallback">
    /// Unknown characters become the tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> of their UTF-8 bytes.
    /// </param>
    /// <exception cref="ArgumentException">The unknown id is outside the vocabulary, or a score is not finite.</exception>
    public UnigramModel(IReadOnlyList<(string Token, double Score)> vocabulary, int? unknownId, bool byteFallback = false)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (unknownId is { } unknown && (uint)unknown >= (uint)vocabulary.Count)
        {
            throw new ArgumentException(
                $"The unknown token has the id {unknown}, but the vocabulary has {vocabulary.Count} tokens.", nameof(unknownId));
        }
        if (vocabulary.Count > TokenVocabulary.MaximumSize)
            throw new ArgumentException($"There are {vocabulary.Count} tokens; at most {TokenVocabulary.MaximumSize} are supported.",
                nameof(vocabulary));
        _tokens = new string[vocabulary.Count];
        _scores = new double[vocabulary.Count];
        double minimum = double.PositiveInfinity;
        for (int id = 0; id < _tokens.Length; id++)
        {
            (_tokens[id], _scores[id]) = vocabulary[id];
            if (!double.IsFinite(_scores[id]))
                throw new ArgumentException($"The score of the token '{_tokens[id]}' is not finite.", nameof(vocabulary));
            minimum = Math.Min(minimum, _scores[id]);
        }
        UnknownId = unknownId;
        ByteFallback = byteFallback;
        _unknownScore = minimum - UnknownPenalty;
        _ids = new TokenLookup(_tokens);
        _trie = new UnigramTrie(_tokens);
        if (byteFallback)
            _byteTokens = [.. Enumerable.Range(0, 256).Select(value => _ids.IdOf($"<0x{value:X2}>") ?? -1)];
    }

    /// <summary>The id of unknown characters, or null.</summary>
    public int? UnknownId { get; }

    /// <summary>Whether unknown characters become tokens of their bytes.</summary>
    public bool ByteFallback { get; }

    /// <inheritdoc/>
    public int VocabularySize => _tokens.Length;

    /// <summary>The logarithm of a token's probability.</summary>
    public double Score(int id) => _scores[id];

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> ids, Random? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int size = piece.Length + 1;
        double[] best = ArrayPool<double>.Shared.Rent(size);
        int[] starts = ArrayPool<int>.Shared.Rent(size);
        int[] tokens = ArrayPool<int>.Shared.Rent(size);
        try
        {
            Search(piece, best, starts, tokens);
            Collect(piece, starts, tokens, ids);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(best);
            ArrayPool<int>.Shared.Return(starts);
            ArrayPool<int>.Shared.Return(tokens);
        }
    }

    /// <inheritdoc/>
    public int? TokenToId(string token) => _ids.IdOf(token);

    /// <inheritdoc/>
    public string? IdToToken(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Unigram", w =>
    {
        if (UnknownId is { } unknown)
            w.WriteNumber("unk_id", unknown);
        else
            w.WriteNull("unk_id");
        w.WriteStartArray("vocab");
        for (int id = 0; id < _tokens.Length; id++)
        {
            w.WriteStartArray();
            w.WriteStringValue(_tokens[id]);
            w.WriteNumberValue(_scores[id]);
            w.WriteEndArray();
        }
        w.WriteEndArray();
        w.WriteBoolean("byte_fallback", ByteFallback);
    });

    private void Search(ReadOnlySpan<char> piece, double[] best, int[] starts, int[] tokens)
    {
        starts.AsSpan(0, piece.Length + 1).Fill(-1);
        best[0] = 0;
        for (int start = 0; start < piece.Length;)
        {
            CharacterProperties.At(piece, start, out int width);
            double sofar = best[start];
            bool hasSingle = false;
            int node = 0;
            for (int end = start; end < piece.Length;)
            {
                node = _trie.Step(node, piece[end++]);
                if (node < 0)
                    break;
                int token = _trie.TokenAt(node);
                if (token < 0)
                    continue;
                Offer(end, _scores[token] + sofar, token);
                hasSingle |= end - start == width;
            }
            if (!hasSingle)
                Offer(start + width, _unknownScore + sofar, UnknownId ?? throw UnknownTokens.Missing(piece.Slice(start, width), null));
            start += width;

            void Offer(int end, double score, int token)
            {
                if (starts[end] >= 0 && score <= best[end])
                    return;
                best[end] = score;
                starts[end] = start;
                tokens[end] = token;
            }
        }
    }

    // From the end to the start; unknown tokens in a row are one piece, which may be a token after all.
    private void Collect(ReadOnlySpan<char> piece, int[] starts, int[] tokens, List<int> ids)
    {
        int first = ids.Count;
        for (int end = piece.Length; end > 0;)
        {
            int start = starts[end];
            if (tokens[end] != UnknownId)
            {
                ids.Add(_ids.IdOf(piece[start..end]) ?? tokens[end]);
            }
            else
            {
                while (start > 0 && tokens[start] == UnknownId)
                    start = starts[start];
                AddUnknown(piece[start..end], ids);
            }
            end = start;
        }
        ids.Reverse(first, ids.Count - first);
    }

    private void AddUnknown(ReadOnlySpan<char> text, List<int> ids)
    {
        if (_ids.IdOf(text) is { } known)
        {
            ids.Add(known);
            return;
        }
        if (_byteTokens is not null)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            if (Array.TrueForAll(bytes, value => _byteTokens[value] >= 0))
            {
                for (int index = bytes.Length - 1; index >= 0; index--)
                    ids.Add(_byteTokens[bytes[index]]);
                return;
            }
        }
        ids.Add(UnknownId!.Value);
    }
}
