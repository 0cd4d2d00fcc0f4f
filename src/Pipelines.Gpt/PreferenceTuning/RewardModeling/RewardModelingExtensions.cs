using Pipelines.Gpt;

namespace Pipelines;

/// <summary>The stage that trains a reward model.</summary>
public static class RewardModelingExtensions
{
    /// <summary>Trains a decoder with a fresh head to tell better texts from worse ones.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The decoder; it is changed in place and becomes the fitted stage's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static RewardModelingEstimator TrainRewardModel(
        this TrainersCatalog catalog, GptModel model, Action<RewardModelingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<RewardModelingEstimator, RewardModelingOptions>(configure, model);
    }

    /// <summary>Trains a decoder from a model folder with a fresh head to tell better texts from worse ones.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The decoder; it is changed in place and becomes the fitted stage's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static RewardModelingEstimator TrainRewardModel(
        this TrainersCatalog catalog, PretrainedGpt model, Action<RewardModelingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return model.Tokenizer is null
            ? catalog.TrainRewardModel(model.Model, configure)
            : catalog.Create<RewardModelingEstimator, RewardModelingOptions>(configure, model.Model, model.Tokenizer);
    }
}
