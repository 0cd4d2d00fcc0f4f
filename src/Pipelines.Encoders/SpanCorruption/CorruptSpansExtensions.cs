using Pipelines.Encoders;

namespace Pipelines;

/// <summary>The span corruption stage.</summary>
public static class CorruptSpansExtensions
{
    /// <summary>
    /// Takes spans out of blocks of tokens, to be asked for: T5's pretraining examples. Append it with
    /// <see cref="TransformerScope.TrainTest"/>, so that scoring keeps its rows.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static CorruptSpansEstimator CorruptSpans(this TransformsCatalog catalog, Action<CorruptSpansOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<CorruptSpansEstimator, CorruptSpansOptions>(configure);
    }
}
