using Pipelines.Gpt;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The supervised fine-tuning stage.</summary>
public static class SupervisedFineTuningExtensions
{
    /// <summary>Fine-tunes a decoder on examples: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">
    /// The model: a decoder of one's own, one from a model folder, or a fitted trainer to go on from. It is changed in place; where its
    /// tokenizer is known, that must have made the tokens.
    /// </param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static SupervisedFineTuningEstimator SupervisedFineTune(
        this TrainersCatalog catalog, IModelSource model, Action<SupervisedFineTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<SupervisedFineTuningEstimator, SupervisedFineTuningOptions>(configure, model);
    }
}
