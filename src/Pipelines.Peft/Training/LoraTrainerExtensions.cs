using Pipelines.Peft;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The stage that trains low-rank adapters.</summary>
public static class LoraTrainerExtensions
{
    /// <summary>Puts a low-rank adapter on a model and trains it. The base stays as it is, bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Changes the options; at least the targets must be named.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static LoraEstimator Lora(this TrainersCatalog catalog, IModelSource model, Action<LoraTrainerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<LoraEstimator, LoraTrainerOptions>(configure, model);
    }
}
