using Pipelines.Nn;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>What hiding needs to know of ids: which are special, which go on with a word.</summary>
internal sealed class MaskVocabulary
{
    private const string WordPieceMark = "##";

    // How SentencePiece and byte-level tokens spell the space before a word.
    private static readonly string[] WordStarts = ["▁", "Ġ"];

    private readonly HashSet<int> _special;
    private readonly bool[]? _continues;

    private MaskVocabulary(int maskId, int size, HashSet<int> special, bool[]? continues) =>
        (MaskId, Size, _special, _continues) = (maskId, size, special, continues);

    public int MaskId { get; }

    public int Size { get; }

    public static MaskVocabulary Of(MaskTokensTransformer settings, Tokenizer? tokenizer)
    {
        var mask = settings.MaskTokenId ?? (tokenizer?.Configuration.Mask is { } named ? tokenizer.TokenToId(named) : null)
            ?? tokenizer?.TokenToId("[MASK]") ?? tokenizer?.TokenToId("<mask>");
        var size = settings.VocabularySize > 0 ? settings.VocabularySize : tokenizer?.VocabularySize ?? 0;
        var special = settings.SpecialTokenIds.ToHashSet();
        special.UnionWith(tokenizer?.SpecialTokens.Values ?? []);
        List<string> failures = [];
        if (mask is null)
            failures.Add($"MaskTokenId is not given, and column '{settings.Column}' has no tokenizer with a mask token");
        if (size == 0)
            failures.Add($"VocabularySize is 0, and column '{settings.Column}' has no tokenizer that would know it");
        else if (settings.RandomShare > 0 && Enumerable.Range(0, size).All(id => id == mask || special.Contains(id)))
            failures.Add($"all {size} ids are special, so no random token can be drawn");
        var continues = settings.WholeWords ? Continuations(tokenizer) : null;
        if (settings.WholeWords && continues is null)
            failures.Add("WholeWords is set, but there is no tokenizer whose spellings tell where words begin (##, ▁ or Ġ)");
        if (failures.Count > 0)
            throw new OptionsException(nameof(MaskTokensOptions), [.. failures.Select(failure => failure + ".")]);
        special.Add(mask!.Value);
        return new MaskVocabulary(mask.Value, size, special, continues);
    }

    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>Whether a token belongs to the word of the one before it.</summary>
    public bool Continues(int previous, int id) =>
        _continues is not null && id < _continues.Length && _continues[id] && !_special.Contains(previous);

    /// <summary>A random token that is not special.</summary>
    public int Draw(RandomGenerator random)
    {
        int id;
        do
            id = random.NextInt32(Size);
        while (_special.Contains(id));
        return id;
    }

    private static bool[]? Continuations(Tokenizer? tokenizer)
    {
        if (tokenizer is null)
            return null;
        var spellings = Enumerable.Range(0, tokenizer.VocabularySize).Select(tokenizer.IdToToken).ToArray();
        if (spellings.Any(s => s?.StartsWith(WordPieceMark, StringComparison.Ordinal) ?? false))
            return [.. spellings.Select(s => s?.StartsWith(WordPieceMark, StringComparison.Ordinal) ?? false)];
        var start = WordStarts.FirstOrDefault(mark => spellings.Any(s => s?.StartsWith(mark, StringComparison.Ordinal) ?? false));
        return start is null ? null : [.. spellings.Select(s => !(s?.StartsWith(start, StringComparison.Ordinal) ?? true))];
    }
}
