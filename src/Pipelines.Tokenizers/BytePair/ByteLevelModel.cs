namespace Pipelines.Tokenizers;

/// <summary>
/// A <see cref="BytePairTokenModel"/> over spelled bytes, made ready for text in UTF-8: words are looked up whole, nothing is spelled.
/// </summary>
internal sealed class ByteLevelModel
{
    private readonly WorkerPool<BytePairEncoder> _encoders;

    private ByteLevelModel(WordTable words, MergeTable merges, int[] byteTokens) =>
        _encoders = new WorkerPool<BytePairEncoder>(() => new BytePairEncoder(words, merges, byteTokens));

    /// <summary>Makes the model ready, or gives null for one that is not over bytes only or lacks the token of a byte.</summary>
    public static ByteLevelModel? TryCreate(BytePairTokenModel model, IReadOnlySet<string> special)
    {
        BytePairModelOptions options = model.Options;
        if (!string.IsNullOrEmpty(options.ContinuingPrefix) || !string.IsNullOrEmpty(options.EndSuffix))
            return null;
        TokenVocabulary vocabulary = model.Vocabulary;
        var bytes = new byte[]?[vocabulary.Size];
        var byteTokens = new int[256];
        byteTokens.AsSpan().Fill(-1);
        for (int id = 0; id < bytes.Length; id++)
        {
            bytes[id] = vocabulary[id] is { Length: > 0 } token ? ByteAlphabet.Read(token) : null;
            if (bytes[id] is [byte only])
                byteTokens[only] = id;
        }
        for (int value = 0; value < 256; value++)
        {
            // These never occur in UTF-8.
            bool isUsed = value is not (0xC0 or 0xC1 or >= 0xF5);
            if (isUsed && byteTokens[value] < 0)
                return null;
        }
        TokenTable table = TokenTable.Create(bytes);
        var merger = new WordMerger(model.Merges, byteTokens);
        var words = new List<int>();
        for (int id = 0; id < bytes.Length; id++)
        {
            // A special token's spelling in text is found before, or is to be ordinary text.
            if (bytes[id] is not { } word || special.Contains(vocabulary[id]!))
                continue;
            if (options.IgnoreMerges || (merger.Merge(word) is [int single] && single == id))
                words.Add(id);
        }
        return new ByteLevelModel(new WordTable(table, words), model.Merges, byteTokens);
    }

    /// <summary>Appends the ids of a text that is cut by GPT-2's pattern.</summary>
    public void EncodeText(ReadOnlySpan<char> text, List<int> ids)
    {
        BytePairEncoder encoder = _encoders.Rent();
        encoder.Encode(text, ids);
        _encoders.Return(encoder);
    }

    /// <summary>Appends the ids of pieces, each a word, or each cut by GPT-2's pattern first.</summary>
    public void EncodePieces(List<TextPiece> pieces, bool cuts, List<int> ids)
    {
        BytePairEncoder encoder = _encoders.Rent();
        encoder.Encode(pieces, cuts, ids);
        _encoders.Return(encoder);
    }
}
