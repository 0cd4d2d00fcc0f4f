using Pipelines.Encoders;

namespace Pipelines;

/// <summary>Training of embedders on pairs of texts.</summary>
public static class TrainEmbedderExtensions
{
    /// <summary>Trains a fresh embedder with an encoder of BERT's kind; see <see cref="EmbedderArchitectures.BagOfTokens"/>.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="config">The architecture; a vocabulary size of 0 takes the tokenizer's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static TrainEmbedderEstimator TrainEmbedder(
        this TrainersCatalog catalog, BertConfig config, Action<TrainEmbedderOptions>? configure = null) => Create(catalog, o =>
        {
            o.Bert = config;
            configure?.Invoke(o);
        });

    /// <summary>Trains a fresh embedder with an encoder of DeBERTa's kind.</summary>
    /// <inheritdoc cref="TrainEmbedder(TrainersCatalog, BertConfig, Action{TrainEmbedderOptions}?)"/>
    public static TrainEmbedderEstimator TrainEmbedder(
        this TrainersCatalog catalog, DebertaConfig config, Action<TrainEmbedderOptions>? configure = null) => Create(catalog, o =>
        {
            o.Deberta = config;
            configure?.Invoke(o);
        });

    /// <summary>Goes on training an embedder: whatever of its parameters are trainable, adapters included.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="embedder">The embedder; it is changed in place and stays the caller's.</param>
    /// <param name="configure">Changes the options; a pretrained encoder wants a low LearningRate, such as 2e-5.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static TrainEmbedderEstimator TrainEmbedder(
        this TrainersCatalog catalog, Embedder embedder, Action<TrainEmbedderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        return Create(catalog, configure, embedder);
    }

    private static TrainEmbedderEstimator Create(
        TrainersCatalog catalog, Action<TrainEmbedderOptions>? configure, params object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<TrainEmbedderEstimator, TrainEmbedderOptions>(configure, arguments);
    }
}
