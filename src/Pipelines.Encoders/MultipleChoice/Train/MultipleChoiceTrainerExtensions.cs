using Pipelines.Encoders;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>Training of encoders that choose among options; see <see cref="FormatMultipleChoiceExtensions"/>.</summary>
public static class MultipleChoiceTrainerExtensions
{
    /// <summary>Trains a fresh DeBERTa on questions with options.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="config">The architecture; a vocabulary size of 0 takes the tokenizer's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static MultipleChoiceEstimator MultipleChoice(
        this TrainersCatalog catalog, DebertaConfig config, Action<MultipleChoiceOptions>? configure = null) => Create(catalog, o =>
        {
            o.Deberta = config;
            configure?.Invoke(o);
        });

    /// <summary>Trains a fresh BERT or RoBERTa on questions with options.</summary>
    /// <inheritdoc cref="MultipleChoice(TrainersCatalog, DebertaConfig, Action{MultipleChoiceOptions}?)"/>
    public static MultipleChoiceEstimator MultipleChoice(
        this TrainersCatalog catalog, BertConfig config, Action<MultipleChoiceOptions>? configure = null) => Create(catalog, o =>
        {
            o.Bert = config;
            configure?.Invoke(o);
        });

    /// <summary>Trains a model from a folder: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static MultipleChoiceEstimator MultipleChoice(
        this TrainersCatalog catalog, PretrainedModel<MultipleChoiceModel> model, Action<MultipleChoiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Create(catalog, configure, model);
    }

    /// <summary>As the other forms, for a model that came from no folder: a head on an encoder that was pretrained here.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="tokenizer">The tokenizer it goes with, which must have made the tokens; null where it is not known.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static MultipleChoiceEstimator MultipleChoice(
        this TrainersCatalog catalog, MultipleChoiceModel model, Tokenizer? tokenizer, Action<MultipleChoiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Create(catalog, configure, new PretrainedModel<MultipleChoiceModel>("", model, tokenizer));
    }

    private static MultipleChoiceEstimator Create(
        TrainersCatalog catalog, Action<MultipleChoiceOptions>? configure, params object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<MultipleChoiceEstimator, MultipleChoiceOptions>(configure, arguments);
    }
}
