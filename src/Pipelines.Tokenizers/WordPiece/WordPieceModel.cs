using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>BERT's: each word is cut into the longest known pieces from its start on: <c>WordPiece</c>.</summary>
/// <remarks>A word with a part that no piece covers, or with too many characters, is the unknown token as a whole.</remarks>
public sealed class WordPieceModel : ITokenModel
{
    private readonly TokenVocabulary _vocabulary;
    private readonly int? _unknownId;
    private readonly int _longestToken;

    /// <summary>Creates the model.</summary>
    /// <param name="vocabulary">The id of each piece.</param>
    /// <param name="unknownToken">Stands for words that cannot be cut.</param>
    /// <param name="continuingPrefix">What a piece begins with that does not begin a word.</param>
    /// <param name="maximumWordLength">Words of more Unicode scalar values than this are unknown.</param>
    /// <exception cref="ArgumentException">A piece is there twice, or two share an id.</exception>
    public WordPieceModel(
        IEnumerable<KeyValuePair<string, int>> vocabulary, string unknownToken = "[UNK]", string continuingPrefix = "##",
        int maximumWordLength = 100) : this(TokenVocabulary.Create(vocabulary), unknownToken, continuingPrefix, maximumWordLength)
    {
    }

    internal WordPieceModel(TokenVocabulary vocabulary, string unknownToken, string continuingPrefix, int maximumWordLength)
    {
        ArgumentNullException.ThrowIfNull(unknownToken);
        ArgumentNullException.ThrowIfNull(continuingPrefix);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumWordLength);
        _vocabulary = vocabulary;
        UnknownToken = unknownToken;
        ContinuingPrefix = continuingPrefix;
        MaximumWordLength = maximumWordLength;
        _unknownId = vocabulary.IdOf(unknownToken);
        for (int id = 0; id < vocabulary.Size; id++)
            _longestToken = Math.Max(_longestToken, vocabulary[id]?.Length ?? 0);
    }

    /// <summary>Stands for words that cannot be cut.</summary>
    public string UnknownToken { get; }

    /// <summary>What a piece begins with that does not begin a word.</summary>
    public string ContinuingPrefix { get; }

    /// <summary>Words of more Unicode scalar values than this are unknown.</summary>
    public int MaximumWordLength { get; }

    /// <inheritdoc/>
    public int VocabularySize => _vocabulary.Size;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> ids, Random? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int first = ids.Count;
        if (CountScalars(piece) > MaximumWordLength || !TryCut(piece, ids))
        {
            ids.RemoveRange(first, ids.Count - first);
            ids.Add(_unknownId ?? throw UnknownTokens.Missing(piece, UnknownToken));
        }
    }

    /// <inheritdoc/>
    public int? TokenToId(string token) => _vocabulary.IdOf(token);

    /// <inheritdoc/>
    public string? IdToToken(int id) => _vocabulary[id];

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("WordPiece", w =>
    {
        w.WriteString("unk_token", UnknownToken);
        w.WriteString("continuing_subword_prefix", ContinuingPrefix);
        w.WriteNumber("max_input_chars_per_word", MaximumWordLength);
        _vocabulary.Write(w, "vocab");
    });

    private bool TryCut(ReadOnlySpan<char> piece, List<int> ids)
    {
        // The prefix stands before the rest of the word, so that a candidate is one span.
        int room = ContinuingPrefix.Length + piece.Length;
        Span<char> small = stackalloc char[256];
        Span<char> buffer = room <= small.Length ? small[..room] : new char[room];
        ContinuingPrefix.CopyTo(buffer);
        for (int start = 0; start < piece.Length;)
        {
            scoped ReadOnlySpan<char> rest;
            if (start == 0)
            {
                rest = piece;
            }
            else
            {
                piece[start..].CopyTo(buffer[ContinuingPrefix.Length..]);
                rest = buffer[..(room - start)];
            }
            int prefix = start == 0 ? 0 : ContinuingPrefix.Length;
            int length = Math.Min(rest.Length, _longestToken);
            int id = -1;
            for (; length > prefix; length--)
            {
                bool cutsPair = length < rest.Length && char.IsLowSurrogate(rest[length]);
                if (!cutsPair && _vocabulary.TryGetId(rest[..length], out id))
                    break;
            }
            if (length <= prefix)
                return false;
            ids.Add(id);
            start += length - prefix;
        }
        return true;
    }

    private static int CountScalars(ReadOnlySpan<char> text)
    {
        int count = text.Length;
        foreach (char unit in text)
            count -= char.IsLowSurrogate(unit) ? 1 : 0;
        return count;
    }
}
