using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>Computing a column by a function.</summary>
public static class MapExtensions
{
    /// <summary>
    /// Computes a column from a column by a function. A pipeline with such a stage cannot be saved, as the function is in no file: register
    /// it with <see cref="AddMapping"/> and use it by its id where that is needed.
    /// </summary>
    /// <typeparam name="TIn">
    /// What the function takes: a column's own values, <c>string</c> for text, an array or list for a vector.
    /// </typeparam>
    /// <typeparam name="TOut">What it gives: likewise, without lists.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="inputColumnName">The column read.</param>
    /// <param name="outputColumnName">The column made.</param>
    /// <param name="function">The function: the same result for the same value; several threads call it.</param>
    public static TrivialEstimator<MapTransformer<TIn, TOut>> Map<TIn, TOut>(
        this TransformsCatalog catalog, string inputColumnName, string outputColumnName, Func<TIn, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new TrivialEstimator<MapTransformer<TIn, TOut>>(new MapTransformer<TIn, TOut>(inputColumnName, outputColumnName, function));
    }

    /// <summary>Computes a column from a column by a function registered with <see cref="AddMapping"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="inputColumnName">The column read.</param>
    /// <param name="outputColumnName">The column made.</param>
    /// <param name="mapping">The function's id.</param>
    /// <exception cref="PipelineException">No function is registered under the id.</exception>
    public static MapEstimator Map(this TransformsCatalog catalog, string inputColumnName, string outputColumnName, string mapping)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<MapEstimator, MapOptions>(options =>
        {
            options.InputColumn = inputColumnName;
            options.OutputColumn = outputColumnName;
            options.Mapping = mapping;
        });
    }

    /// <summary>Registers a function, so that pipelines that use it can be saved, loaded and made from configuration.</summary>
    /// <typeparam name="TIn">What the function takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="id">Its id in files and configuration: <c>package.name</c>.</param>
    /// <param name="function">The function: the same result for the same value; several threads call it.</param>
    /// <exception cref="InvalidOperationException">Another function has the id.</exception>
    public static IPipelinesBuilder AddMapping<TIn, TOut>(this IPipelinesBuilder builder, string id, Func<TIn, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(function);
        var other = builder.Services.Where(s => !s.IsKeyedService).Select(s => s.ImplementationInstance)
            .OfType<RegisteredMapping>().FirstOrDefault(m => m.Id == id);
        if (other is not null)
        {
            // The same package added twice is one package.
            return other.Function.Equals(function)
                ? builder
                : throw new InvalidOperationException($"Another function is registered as mapping '{id}' already. "
                    + "Give this one another id.");
        }

        builder.Services.AddSingleton(
            new RegisteredMapping(id, function, (input, output) => new MapTransformer<TIn, TOut>(input, output, function, id)));
        return builder;
    }
}
