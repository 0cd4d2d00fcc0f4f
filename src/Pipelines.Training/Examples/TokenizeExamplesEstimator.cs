using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Makes token ids of prompts and completions, and marks which of them are to be learned. It learns nothing itself.</summary>
public sealed class TokenizeExamplesEstimator : Estimator<TokenizeExamplesTransformer>
{
    private readonly TokenizeExamplesOptions _options;
    private readonly Lazy<TokenizeExamplesTransformer> _transformer;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">What it reads and writes.</param>
    /// <param name="context">Knows the kinds of tokenizers that a file may hold; null for those of the tokenizers' package.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public TokenizeExamplesEstimator(TokenizeExamplesOptions options, PipelineContext? context = null)
    {
        _options = OptionsValidation.Validated(options);
        _transformer = new Lazy<TokenizeExamplesTransformer>(
            () => Create(_options.Tokenizer ?? context?.Model.LoadTokenizer(_options.TokenizerPath!)
                ?? Tokenizer.Load(_options.TokenizerPath!)));
    }

    /// <inheritdoc/>
    protected override TokenizeExamplesTransformer FitCore(FitContext context) => _transformer.Value;

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => _transformer.Value.GetOutputSchema(
        _options.SegmentsColumn is { } segments
            ? input.Require<VBuffer<ReadOnlyMemory<char>>>(segments)
            : input.Require<ReadOnlyMemory<char>>(_options.PromptColumn).Require<ReadOnlyMemory<char>>(_options.CompletionColumn));

    private TokenizeExamplesTransformer Create(Tokenizer tokenizer)
    {
        var problems = new List<string>();
        if (_options.AppendEndOfText && tokenizer.EndOfTextId is null)
            problems.Add($"{nameof(TokenizeExamplesOptions.AppendEndOfText)} is set, "
                + $"but the {tokenizer.Kind} tokenizer has no end of text. Without one a model never learns to stop.");
        if (_options.PrependBeginOfText == true && tokenizer.BeginOfTextId is null)
            problems.Add($"{nameof(TokenizeExamplesOptions.PrependBeginOfText)} is set, "
                + $"but the {tokenizer.Kind} tokenizer has no begin of text.");
        if (problems.Count > 0)
            throw new OptionsException(nameof(TokenizeExamplesOptions), problems);
        return new TokenizeExamplesTransformer(
            tokenizer, _options.PromptColumn, _options.CompletionColumn, _options.TokensColumn, _options.LossMaskColumn,
            _options.AppendEndOfText,
            _options.PrependBeginOfText ?? BeginsTexts(tokenizer), _options.SpecialTokens, _options.SegmentsColumn);
    }

    private static bool BeginsTexts(Tokenizer tokenizer) =>
        tokenizer.BeginOfTextId is { } begin && tokenizer.Encode("", addSpecialTokens: true) is [var first, ..] && first == begin;
}
