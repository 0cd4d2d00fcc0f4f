using Pipelines.Encoders;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>The stage that makes tokens of questions with options.</summary>
public static class FormatMultipleChoiceExtensions
{
    /// <summary>
    /// Adds the tokens of each question's options, <c>[CLS] context [SEP] prompt option [SEP]</c> or <c>[CLS] prompt [SEP] option
    /// [SEP]</c>, for the trainer (<see cref="MultipleChoiceTrainerExtensions"/>).
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="tokenizer">The encoder's tokenizer.</param>
    /// <param name="configure">Sets columns and lengths.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static FormatMultipleChoiceEstimator FormatMultipleChoice(
        this TransformsCatalog catalog, Tokenizer tokenizer, Action<FormatMultipleChoiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return catalog.Create<FormatMultipleChoiceEstimator, FormatMultipleChoiceOptions>(o =>
        {
            o.Tokenizer = tokenizer;
            configure?.Invoke(o);
        });
    }
}
