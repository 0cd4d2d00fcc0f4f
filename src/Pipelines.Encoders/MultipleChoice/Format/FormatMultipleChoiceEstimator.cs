using Microsoft.Extensions.Logging;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>Makes the tokens of questions with options. It learns nothing.</summary>
public sealed class FormatMultipleChoiceEstimator : Estimator<FormatMultipleChoiceTransformer>
{
    private readonly FormatMultipleChoiceOptions _options;
    private readonly Lazy<FormatMultipleChoiceTransformer> _transformer;

    /// <summary>Makes the stage.</summary>
    /// <param name="options">How.</param>
    /// <param name="context">Knows the kinds of tokenizers that a file may hold; null for those of the tokenizers' package.</param>
    /// <param name="logger">Where cut contexts and rows that were left out are reported; null for nowhere.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public FormatMultipleChoiceEstimator(
        FormatMultipleChoiceOptions options, PipelineContext? context = null, ILogger<FormatMultipleChoiceEstimator>? logger = null)
        : base(logger)
    {
        _options = OptionsValidation.Validated(options);
        _transformer = new Lazy<FormatMultipleChoiceTransformer>(() => new FormatMultipleChoiceTransformer(
            _options, _options.Tokenizer ?? context?.Model.LoadTokenizer(_options.TokenizerPath!)
                ?? Tokenizer.Load(_options.TokenizerPath!),
            logger));
    }

    /// <inheritdoc/>
    protected override FormatMultipleChoiceTransformer FitCore(FitContext context) => _transformer.Value;

    /// <inheritdoc/>
    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input)
    {
        _ = new QuestionReader(input, _options);
        return _transformer.Value.GetOutputSchema(input);
    }
}
