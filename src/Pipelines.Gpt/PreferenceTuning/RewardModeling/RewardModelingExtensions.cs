using Pipelines.Gpt;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The stage that trains a reward model.</summary>
public static class RewardModelingExtensions
{
    /// <summary>Trains a decoder with a fresh head to tell better texts from worse ones.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">
    /// The decoder: a decoder of one's own, one from a model folder, or a fitted trainer to go on from. It is changed in place and becomes
    /// the fitted stage's.
    /// </param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static RewardModelingEstimator TrainRewardModel(
        this TrainersCatalog catalog, IModelSource model, Action<RewardModelingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<RewardModelingEstimator, RewardModelingOptions>(configure, model);
    }
}
