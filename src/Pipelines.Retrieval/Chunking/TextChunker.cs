using Pipelines.Tokenizers;

namespace Pipelines.Retrieval;

/// <summary>
/// Cuts texts into chunks of whole units with their places in the source. Tokens are counted by a tokenizer, on the very text of the
/// chunk and with what the tokenizer puts around: a chunk within the limit is one that the embedder does not cut.
/// </summary>
public sealed class TextChunker
{
    private readonly TextChunkerOptions _options;
    private readonly TokenMeter? _meter;
    private readonly int _tokenLimit;

    /// <summary>Makes a chunker.</summary>
    /// <param name="options">How; validated here. They must not change afterwards.</param>
    /// <param name="tokenizer">
    /// The embedder's tokenizer; needed for chunks of tokens and for <see cref="TextChunkerOptions.MaximumTokens"/>.
    /// </param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">A tokenizer is needed and missing, or the limit leaves no place for a token.</exception>
    public TextChunker(TextChunkerOptions options, Tokenizer? tokenizer = null)
        : this(options, tokenizer is null ? null : text => tokenizer.EncodeSequence(text).Ids.Length, 0)
    {
    }

    /// <summary>Makes a chunker for an embedder: no chunk has more tokens than it takes, as it counts them itself.</summary>
    /// <param name="options">How; validated here. They must not change afterwards.</param>
    /// <param name="embedder">The embedder.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">The embedder does not say how many tokens it takes, or does not count them.</exception>
    public TextChunker(TextChunkerOptions options, ITextEmbedder embedder) : this(options, EmbedderLimit.Of(embedder))
    {
    }

    internal TextChunker(TextChunkerOptions options, EmbedderLimit limit) : this(options, limit.Count, limit.MaximumTokens)
    {
    }

    private TextChunker(TextChunkerOptions options, Func<string, int>? count, int maximum)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = OptionsValidation.Validated(options);
        if (count is null && (options.Unit == ChunkUnit.Tokens || options.MaximumTokens > 0))
        {
            throw new RetrievalException(
                "Tokens are to be counted, but there is no tokenizer. Give the embedder's, or chunk by sentences or paragraphs "
                + "without a limit.");
        }

        _tokenLimit = options.MaximumTokens > 0 ? options.MaximumTokens : int.MaxValue;
        if (maximum > 0)
            _tokenLimit = Math.Min(_tokenLimit, maximum);
        if (options.Unit == ChunkUnit.Tokens)
            _tokenLimit = Math.Min(_tokenLimit, options.Size);
        _meter = count is null ? null : new TokenMeter(options.Prefix.Length == 0 ? count : text => count(options.Prefix + text));
        if (_meter is not null && _tokenLimit <= _meter.Overhead)
        {
            throw new RetrievalException(
                $"A chunk may have {_tokenLimit} tokens, but {_meter.Overhead} are put before and around every text. Allow more.");
        }
    }

    /// <summary>The chunks of a text, in order; none for a text of white space.</summary>
    /// <exception cref="RetrievalException">A sentence or paragraph has more tokens than are allowed.</exception>
    /// <exception cref="TokenizationException">The text holds something that the tokenizer has no token for.</exception>
    public IReadOnlyList<TextChunk> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var units = Units(text);
        var chunks = new List<TextChunk>();
        var last = 0;
        for (var first = 0; first < units.Count;)
        {
            var (end, tokens) = Fill(text, units, first);
            if (end <= last)
            {
                // The overlap left no room for the next unit: less of it is repeated.
                first++;
                continue;
            }

            last = end;
            chunks.Add(new TextChunk(Joined(units, first, end), tokens));
            first = end == units.Count ? end : Next(text, units, first, end);
        }

        return chunks;
    }

    private static TextSpan Joined(List<ChunkPart> parts, int first, int end) =>
        new(parts[first].Span.Start, parts[end - 1].Span.End - parts[first].Span.Start);

    private List<ChunkPart> Units(string text)
    {
        var parts = new List<ChunkPart>();
        if (_options.Unit == ChunkUnit.Tokens)
        {
            WordSplitter.Split(text, new TextSpan(0, text.Length), _meter!, _tokenLimit, parts);
            return parts;
        }

        foreach (var span in _options.Unit == ChunkUnit.Sentences ? SentenceSplitter.Split(text) : ParagraphSplitter.Split(text))
        {
            var isWhole = true;
            var tokens = _meter?.CountUpTo(text, span, _tokenLimit, out isWhole) ?? 0;
            if (tokens <= _tokenLimit)
                parts.Add(new ChunkPart(span, tokens - (_meter?.Overhead ?? 0)));
            else if (_options.SplitOversized)
                AddPieces(text, span, parts);
            else
                throw Oversized(text, span, tokens, isWhole);
        }

        return parts;
    }

    /// <summary>Cuts a unit that is too long into chunks of words, each of which counts as a unit.</summary>
    private void AddPieces(string text, TextSpan span, List<ChunkPart> parts)
    {
        var words = new List<ChunkPart>();
        WordSplitter.Split(text, span, _meter!, _tokenLimit, words);
        for (var first = 0; first < words.Count;)
        {
            var end = FillTokens(text, words, first, words.Count, out var tokens);
            parts.Add(new ChunkPart(Joined(words, first, end), tokens - _meter!.Overhead));
            first = end;
        }
    }

    private (int End, int? Tokens) Fill(string text, List<ChunkPart> units, int first)
    {
        var most = _options.Unit == ChunkUnit.Tokens ? units.Count : (int)Math.Min(units.Count, (long)first + _options.Size);
        if (_meter is null)
            return (most, null);
        var end = FillTokens(text, units, first, most, out var tokens);
        return (end, tokens);
    }

    /// <summary>
    /// The most parts whose text together has no more tokens than allowed. Their own counts say about how many that are; what counts is
    /// the joint text's.
    /// </summary>
    private int FillTokens(string text, List<ChunkPart> parts, int first, int most, out int tokens)
    {
        var end = first;
        for (var sum = (long)_meter!.Overhead; end < most && sum + parts[end].Tokens <= _tokenLimit; end++)
            sum += parts[end].Tokens;
        end = Math.Max(end, first + 1);
        tokens = Count(end);
        while (tokens > _tokenLimit && end > first + 1)
            tokens = Count(--end);
        while (end < most && Count(end + 1) is var more && more <= _tokenLimit)
            (end, tokens) = (end + 1, more);
        return end;

        int Count(int to) => _meter!.Count(text, Joined(parts, first, to));
    }

    private int Next(string text, List<ChunkPart> units, int first, int end)
    {
        if (_options.Overlap == 0)
            return end;
        if (_options.Unit != ChunkUnit.Tokens)
            return Math.Max(first + 1, end - _options.Overlap);
        var next = end;
        while (next - 1 > first
            && _meter!.Count(text, Joined(units, next - 1, end)) - _meter.Overhead <= _options.Overlap)
            next--;
        return next;
    }

    private RetrievalException Oversized(string text, TextSpan span, int tokens, bool isWhole)
    {
        var what = _options.Unit == ChunkUnit.Sentences ? "sentence" : "paragraph";
        var begin = text.AsSpan(span.Start, Math.Min(span.Length, 40)).ToString().ReplaceLineEndings(" ");
        return new RetrievalException(
            $"The {what} at {span.Start} to {span.End} ('{begin}…') has {(isWhole ? "" : "more than ")}{tokens} tokens, but {_tokenLimit} are allowed, and what "
            + "lies behind would be cut off. Let it be split (SplitOversized), or chunk by tokens.");
    }
}
