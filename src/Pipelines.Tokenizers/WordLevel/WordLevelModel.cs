using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A token for each known word: <c>WordLevel</c>.</summary>
public sealed class WordLevelModel : ITokenModel
{
    private readonly TokenVocabulary _vocabulary;
    private readonly int? _unknownId;

    /// <summary>Creates the model.</summary>
    /// <param name="vocabulary">The id of each word.</param>
    /// <param name="unknownToken">Stands for any other word, if the vocabulary has it.</param>
    /// <exception cref="ArgumentException">A word is there twice, or two share an id.</exception>
    public WordLevelModel(IEnumerable<KeyValuePair<string, int>> vocabulary, string unknownToken = "<unk>")
        : this(TokenVocabulary.Create(vocabulary), unknownToken)
    {
    }

    internal WordLevelModel(TokenVocabulary vocabulary, string unknownToken)
    {
        ArgumentNullException.ThrowIfNull(unknownToken);
        _vocabulary = vocabulary;
        UnknownToken = unknownToken;
        _unknownId = vocabulary.IdOf(unknownToken);
    }

    /// <summary>The token of words that the vocabulary lacks.</summary>
    public string UnknownToken { get; }

    /// <inheritdoc/>
    public int VocabularySize => _vocabulary.Size;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> piece, List<int> ids, Random? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ids.Add(_vocabulary.TryGetId(piece, out int id) ? id : _unknownId ?? throw UnknownTokens.Missing(piece, UnknownToken));
    }

    /// <inheritdoc/>
    public int? TokenToId(string token) => _vocabulary.IdOf(token);

    /// <inheritdoc/>
    public string? IdToToken(int id) => _vocabulary[id];

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("WordLevel", w =>
    {
        _vocabulary.Write(w, "vocab");
        w.WriteString("unk_token", UnknownToken);
    });
}
