using Pipelines.Peft;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The stages that train learned factors, shared out ranks, bottlenecks, and parts of a model.</summary>
public static class MethodTrainerExtensions
{
    /// <summary>Puts learned factors (IA³) on a model and trains them. The base stays as it is, bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Changes the options; at least the targets must be named.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static Ia3Estimator Ia3(this TrainersCatalog catalog, IModelSource model, Action<Ia3TrainerOptions>? configure = null) =>
        Create<Ia3Estimator, Ia3TrainerOptions>(catalog, model, configure);

    /// <summary>
    /// Puts a low-rank adapter with shared out ranks (AdaLoRA) on a model and trains it. The base stays as it is, bit for bit.
    /// </summary>
    /// <inheritdoc cref="Ia3"/>
    public static AdaLoraEstimator AdaLora(
        this TrainersCatalog catalog, IModelSource model, Action<AdaLoraTrainerOptions>? configure = null) =>
        Create<AdaLoraEstimator, AdaLoraTrainerOptions>(catalog, model, configure);

    /// <summary>Puts bottleneck adapters on a model and trains them. The base stays as it is, bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Changes the options; null for adapters after feed-forward.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static BottleneckEstimator Bottleneck(
        this TrainersCatalog catalog, IModelSource model, Action<BottleneckTrainerOptions>? configure = null) =>
        Create<BottleneckEstimator, BottleneckTrainerOptions>(catalog, model, configure);

    /// <summary>Trains a model's biases (BitFit) as an adapter: the base's values come back bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Changes the options; null for all biases.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static SelectiveEstimator BitFit(
        this TrainersCatalog catalog, IModelSource model, Action<BitFitTrainerOptions>? configure = null) =>
        Create<SelectiveEstimator, BitFitTrainerOptions>(catalog, model, configure);

    /// <summary>Trains a model's output head, or last block, as an adapter: the base's values come back bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Changes the options; null for the head.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static SelectiveEstimator LastLayer(
        this TrainersCatalog catalog, IModelSource model, Action<LastLayerTrainerOptions>? configure = null) =>
        Create<SelectiveEstimator, LastLayerTrainerOptions>(catalog, model, configure);

    /// <summary>Trains some of a model's parameters as an adapter: the base's values come back bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Says which.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static SelectiveEstimator Selective(
        this TrainersCatalog catalog, IModelSource model, Action<SelectiveTrainerOptions> configure) =>
        Create<SelectiveEstimator, SelectiveTrainerOptions>(catalog, model, configure);

    private static TEstimator Create<TEstimator, TOptions>(TrainersCatalog catalog, IModelSource model, Action<TOptions>? configure)
        where TEstimator : class
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<TEstimator, TOptions>(configure, model);
    }
}
