using System.Diagnostics.CodeAnalysis;

namespace Pipelines.Tokenizers;

/// <summary>Takes text through added tokens, normalizer, pre-tokenizer and model.</summary>
internal sealed class TextEncoder
{
    [ThreadStatic] private static List<TextPiece>? _scratch;

    private readonly HuggingFaceTokenizerParts _parts;
    private readonly AddedTokenFinder _added;
    private readonly AddedTokenFinder _addedNormalized;
    private readonly AddedTokenFinder _ordinary;
    private readonly AddedTokenFinder _ordinaryNormalized;
    private readonly ByteLevelModel? _byteLevel;
    private readonly ByteLevelPreTokenizer? _lastStep;
    private readonly IPreTokenizer? _firstSteps;

    public TextEncoder(HuggingFaceTokenizerParts parts)
    {
        _parts = parts;
        _added = Finder(parts, isNormalized: false, withSpecial: true);
        _addedNormalized = Finder(parts, isNormalized: true, withSpecial: true);
        _ordinary = Finder(parts, isNormalized: false, withSpecial: false);
        _ordinaryNormalized = Finder(parts, isNormalized: true, withSpecial: false);
        if (parts.Model is BytePairTokenModel model && TrySpell(parts.PreTokenizer, out _firstSteps, out _lastStep))
        {
            HashSet<string> special = [.. parts.AddedTokens.Where(token => token.IsSpecial).Select(token => token.Content)];
            _byteLevel = ByteLevelModel.TryCreate(model, special);
        }
    }

    /// <summary>Appends the ids of a text.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> ids, SpecialTokenHandling handling, Random? dropout)
    {
        bool recognizes = handling == SpecialTokenHandling.Recognize;
        AddedTokenFinder raw = recognizes ? _added : _ordinary;
        AddedTokenFinder normalized = recognizes ? _addedNormalized : _ordinaryNormalized;
        if (_byteLevel is not null && dropout is null && _parts.Normalizer is null && normalized.IsEmpty && _firstSteps is null
            && _lastStep is { UseRegex: true, AddPrefixSpace: false })
        {
            EncodeWords(text, raw, ids);
            return;
        }
        string whole = CharacterProperties.WellFormed(text.ToString());
        int search = 0;
        int done = 0;
        while (raw.TryFind(whole, ref search, done, out int start, out int end, out int id))
        {
            EncodeSection(whole, done, start, normalized, ids, dropout);
            ids.Add(id);
            done = end;
            search = Math.Max(search, done);
        }
        EncodeSection(whole, done, whole.Length, normalized, ids, dropout);
    }

    // Nothing between added tokens and the byte-level model: no string is made.
    private void EncodeWords(ReadOnlySpan<char> text, AddedTokenFinder finder, List<int> ids)
    {
        int search = 0;
        int done = 0;
        while (finder.TryFind(text, ref search, done, out int start, out int end, out int id))
        {
            if (start > done)
                _byteLevel!.EncodeText(text[done..start], ids);
            ids.Add(id);
            done = end;
            search = Math.Max(search, done);
        }
        if (done < text.Length)
            _byteLevel!.EncodeText(text[done..], ids);
    }

    private void EncodeSection(string whole, int start, int end, AddedTokenFinder finder, List<int> ids, Random? dropout)
    {
        if (start >= end)
            return;
        ReadOnlyMemory<char> text = whole.AsMemory(start, end - start);
        if (_parts.Normalizer is { } normalizer)
            text = normalizer.Normalize(end - start == whole.Length ? whole : text.ToString()).AsMemory();
        int search = 0;
        int done = 0;
        while (finder.TryFind(text.Span, ref search, done, out int at, out int behind, out int id))
        {
            EncodePiece(new TextPiece(text[done..at], start == 0 && done == 0), ids, dropout);
            ids.Add(id);
            done = behind;
            search = Math.Max(search, done);
        }
        EncodePiece(new TextPiece(text[done..], start == 0 && done == 0), ids, dropout);
    }

    private void EncodePiece(TextPiece piece, List<int> ids, Random? dropout)
    {
        if (piece.Text.IsEmpty)
            return;
        List<TextPiece> pieces = _scratch ?? [];
        _scratch = null;
        pieces.Clear();
        if (_byteLevel is not null && dropout is null)
        {
            if (_firstSteps is null)
                pieces.Add(piece);
            else
                _firstSteps.Split(piece, pieces);
            if (_lastStep!.AddPrefixSpace)
            {
                for (int index = 0; index < pieces.Count; index++)
                    pieces[index] = _lastStep.Prefixed(pieces[index]);
            }
            _byteLevel.EncodePieces(pieces, _lastStep.UseRegex, ids);
        }
        else
        {
            if (_parts.PreTokenizer is null)
                pieces.Add(piece);
            else
                _parts.PreTokenizer.Split(piece, pieces);
            foreach (TextPiece one in pieces)
                _parts.Model.Encode(one.Text.Span, ids, dropout);
        }
        // A thread does not keep the pieces, and with them the text, of a long document.
        if (pieces.Capacity <= 1 << 12)
        {
            pieces.Clear();
            _scratch = pieces;
        }
    }

    // The byte-level model takes the last step's place if that is the one that spells bytes.
    private static bool TrySpell(
        IPreTokenizer? preTokenizer, out IPreTokenizer? firstSteps, [NotNullWhen(true)] out ByteLevelPreTokenizer? lastStep)
    {
        firstSteps = null;
        lastStep = preTokenizer as ByteLevelPreTokenizer;
        if (lastStep is not null)
            return true;
        if (preTokenizer is not PreTokenizerSequence { PreTokenizers: [.., ByteLevelPreTokenizer last] steps })
            return false;
        lastStep = last;
        firstSteps = steps.Count switch
        {
            1 => null,
            2 => steps[0],
            _ => new PreTokenizerSequence([.. steps.SkipLast(1)]),
        };
        return true;
    }

    private static AddedTokenFinder Finder(HuggingFaceTokenizerParts parts, bool isNormalized, bool withSpecial) => new(
        from token in parts.AddedTokens
        where token.IsNormalized == isNormalized && (withSpecial || !token.IsSpecial)
        select (isNormalized && parts.Normalizer is { } normalizer
            ? normalizer.Normalize(CharacterProperties.WellFormed(token.Content))
            : token.Content, token));
}
