using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>Reads texts, or pairs, of a row's columns as tokens.</summary>
internal sealed class TextRowReader
{
    private readonly DataViewRow _row;
    private readonly TextScoring _columns;
    private readonly Tokenizer _tokenizer;
    private readonly TextEncoder _encoder;
    private readonly ValueGetter<ReadOnlyMemory<char>> _getText;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _getSecond;
    private readonly EncodeOptions _cut;

    public TextRowReader(DataViewRow row, DataViewSchema schema, TextScoring columns, Tokenizer tokenizer, TextEncoder encoder)
    {
        (_row, _columns, _tokenizer, _encoder) = (row, columns, tokenizer, encoder);
        _getText = row.GetGetter<ReadOnlyMemory<char>>(schema[columns.Text]);
        _getSecond = columns.SecondText is { } second ? row.GetGetter<ReadOnlyMemory<char>>(schema[second]) : null;
        Limit = Math.Min(columns.MaximumLength, encoder.BlockSize);
        _cut = new EncodeOptions { Truncation = new TruncationOptions(Limit) };
    }

    /// <summary>The most tokens of a row.</summary>
    public int Limit { get; }

    /// <summary>Whether the row that was read last lost tokens.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether the row that was read last holds no text: nothing but white space.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Reads the row at its position. What is too long loses its end, of a pair the longer text first.</summary>
    /// <exception cref="CellException">
    /// There are no tokens, they are of another vocabulary, or the texts cannot be cut so short.
    /// </exception>
    public TextTokens Read()
    {
        ReadOnlyMemory<char> text = default;
        ReadOnlyMemory<char> second = default;
        _getText(ref text);
        _getSecond?.Invoke(ref second);
        IsEmpty = text.Span.IsWhiteSpace() && second.Span.IsWhiteSpace();
        var pair = _getSecond is null ? null : second.ToString();
        TokenizedText tokens;
        try
        {
            tokens = _tokenizer.EncodeSequence(text.ToString(), pair);
            IsCut = tokens.Ids.Length > Limit;
            if (IsCut)
                tokens = _tokenizer.EncodeSequence(text.ToString(), pair, _cut);
        }
        catch (TokenizationException e)
        {
            throw new CellException(_row.Position, _columns.Text, $"the text cannot be tokenized: {e.Message}", innerException: e);
        }

        if (tokens.Ids.Length == 0)
        {
            throw new CellException(
                _row.Position, _columns.Text,
                "there is no text, and the tokenizer puts nothing around it. Fill it in, or leave the row out.");
        }

        if (tokens.Ids.AsSpan().ContainsAnyExceptInRange(0, _encoder.VocabularySize - 1))
        {
            throw new CellException(
                _row.Position, _columns.Text,
                $"a token id is not among the model's {_encoder.VocabularySize}. Use the model's own tokenizer.");
        }

        return new TextTokens(tokens.Ids, tokens.TypeIds.AsSpan().ContainsAnyExcept(0) ? tokens.TypeIds : null);
    }
}
