using Microsoft.Extensions.Logging;

namespace Pipelines.Tokenizers;

/// <summary>
/// Learns a tokenizer from a text column in one pass, unless one is given; its transformer adds the token ids of each text.
/// </summary>
/// <remarks>
/// Progress counts the rows read, then the merges learned. A tokenizer file is read when the stage is first used or checked.
/// </remarks>
public sealed class TokenizeEstimator : Estimator<TokenizeTransformer>
{
    private readonly TokenizeOptions _options;
    private readonly Lazy<Tokenizer?> _given;

    /// <summary>Creates the stage.</summary>
    /// <param name="options">What it reads and writes, and where the tokenizer comes from.</param>
    /// <param name="serializer">Reads a tokenizer file; null for the kinds of this package.</param>
    /// <param name="logger">Where the stage logs.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public TokenizeEstimator(TokenizeOptions options, TokenizerSerializer? serializer = null, ILogger<TokenizeEstimator>? logger = null)
        : base(logger)
    {
        _options = OptionsValidation.Validated(options);
        _given = new Lazy<Tokenizer?>(() => _options.TokenizerPath is { } path
            ? TokenizerFiles.Load(path, serializer ?? TokenizerSerializer.Default)
            : _options.Tokenizer);
    }

    /// <inheritdoc/>
    /// <exception cref="OptionsException">An end of text is asked for, and the tokenizer has none.</exception>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.Require<ReadOnlyMemory<char>>(_options.InputColumn);
        return _given.Value is { } tokenizer
            ? Transformer(tokenizer).GetOutputSchema(input)
            : input.With(_options.OutputColumn, TokenizeTransformer.OutputType);
    }

    /// <inheritdoc/>
    /// <exception cref="OptionsException">An end of text is asked for, and the tokenizer has none.</exception>
    protected override TokenizeTransformer FitCore(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Transformer(_given.Value ?? Learn(context));
    }

    private TokenizeTransformer Transformer(Tokenizer tokenizer)
    {
        if (_options.AppendEndOfText && tokenizer.EndOfTextId is null)
        {
            throw new OptionsException(nameof(TokenizeOptions), [
                $"{nameof(TokenizeOptions.AppendEndOfText)} needs an end of text, "
                    + $"but the tokenizer of '{_options.TokenizerPath}' has none."]);
        }
        return new TokenizeTransformer(
            _options.InputColumn, _options.OutputColumn, tokenizer, _options.AppendEndOfText, _options.SpecialTokens, _options.Surrounding);
    }

    private Tokenizer Learn(FitContext context)
    {
        IEnumerable<ReadOnlyMemory<char>> texts = Texts(context);
        var progress = new Progress(context);
        Tokenizer tokenizer = _options.Kind switch
        {
            TokenizerKind.Characters => CharacterTokenizer.Learn(texts, _options.Characters, context.CancellationToken),
            TokenizerKind.Unigram => new UnigramTrainer(_options.Unigram).Train(texts, progress, context.CancellationToken),
            TokenizerKind.WordPiece => new WordPieceTrainer(_options.WordPiece).Train(texts, progress, context.CancellationToken),
            _ => new BytePairTrainer(_options.BytePair).Train(texts, progress, context.CancellationToken),
        };
        context.Logger.LogInformation(
            "Learned a {Kind} tokenizer of {VocabularySize} tokens from column {Column}.",
            tokenizer.Kind, tokenizer.VocabularySize, _options.InputColumn);
        return tokenizer;
    }

    private IEnumerable<ReadOnlyMemory<char>> Texts(FitContext context)
    {
        DataViewSchema.Column column = context.Data.Schema[_options.InputColumn];
        using DataViewRowCursor cursor = context.Data.GetRowCursor([column]);
        ValueGetter<ReadOnlyMemory<char>> get = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            get(ref text);
            yield return text;
        }
    }

    private sealed class Progress(FitContext context) : IProgress<BytePairTrainingProgress>, IProgress<TokenizerTrainingProgress>
    {
        private readonly long? _rowCount = context.Data.GetRowCount();

        public void Report(BytePairTrainingProgress value)
        {
            if (value.MergeCount == 0)
                context.Report(value.TextCount, _rowCount, $"counting words: {value.WordCount} different");
            else
                context.Report(value.MergeCount, value.MaximumMergeCount, "learning merges");
        }

        public void Report(TokenizerTrainingProgress value)
        {
            if (value.TokenCount == 0)
                context.Report(value.TextCount, _rowCount, $"counting words: {value.WordCount} different");
            else
                context.Report(Math.Min(value.TokenCount, value.TargetCount), value.TargetCount, $"learning {value.TokenCount} tokens");
        }
    }
}
