namespace Pipelines.Training;

/// <summary>Makes token ids of prompts with two answers, and marks the answers. It learns nothing itself.</summary>
public sealed class TokenizePreferencesEstimator : Estimator<TokenizePreferencesTransformer>
{
    private readonly TokenizePreferencesOptions _options;
    private readonly TokenizeExamplesEstimator _chosen;
    private readonly TokenizeExamplesEstimator _rejected;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">What it reads and writes.</param>
    /// <param name="context">Knows the kinds of tokenizers that a file may hold; null for those of the tokenizers' package.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public TokenizePreferencesEstimator(TokenizePreferencesOptions options, PipelineContext? context = null)
    {
        _options = OptionsValidation.Validated(options);
        _chosen = new TokenizeExamplesEstimator(
            Side(options.ChosenColumn, options.ChosenTokensColumn, options.ChosenLossMaskColumn), context);
        _rejected = new TokenizeExamplesEstimator(
            Side(options.RejectedColumn, options.RejectedTokensColumn, options.RejectedLossMaskColumn), context);
    }

    /// <inheritdoc/>
    protected override TokenizePreferencesTransformer FitCore(FitContext context) =>
        new(_chosen.Fit(context.Data, context.CancellationToken), _rejected.Fit(context.Data, context.CancellationToken));

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        input.Require<ReadOnlyMemory<char>>(_options.PromptColumn).Require<ReadOnlyMemory<char>>(_options.ChosenColumn)
            .Require<ReadOnlyMemory<char>>(_options.RejectedColumn);
        return _rejected.GetOutputSchema(_chosen.GetOutputSchema(input));
    }

    private TokenizeExamplesOptions Side(string completion, string tokens, string mask) => new()
    {
        PromptColumn = _options.PromptColumn,
        CompletionColumn = completion,
        TokensColumn = tokens,
        LossMaskColumn = mask,
        Tokenizer = _options.Tokenizer,
        TokenizerPath = _options.TokenizerPath,
        AppendEndOfText = _options.AppendEndOfText,
        PrependBeginOfText = _options.PrependBeginOfText,
        SpecialTokens = _options.SpecialTokens,
    };
}
