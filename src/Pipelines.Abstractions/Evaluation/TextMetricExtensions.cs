using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>Registering text metrics and finding them by id: the door for built-in packages and guests alike.</summary>
public static class TextMetricExtensions
{
    /// <summary>Registers a text metric under an id, so that trainers and evaluations can be told to use it.</summary>
    /// <typeparam name="TMetric">The metric; its constructor takes whatever services it needs.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="id"><c>package.metric</c>, lower case with dashes.</param>
    /// <exception cref="InvalidOperationException">Another metric has the id.</exception>
    public static IPipelinesBuilder AddTextMetric<TMetric>(this IPipelinesBuilder builder, string id) where TMetric : class, ITextMetric
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        var registered = builder.Services.Where(s => !s.IsKeyedService && s.ServiceType == typeof(TextMetricDescriptor))
            .Select(s => s.ImplementationInstance)
            .OfType<TextMetricDescriptor>()
            .FirstOrDefault(m => m.Id == id);

        // The same package added twice is one package.
        if (registered?.MetricType == typeof(TMetric))
            return builder;
        if (registered is not null)
        {
            throw new InvalidOperationException(
                $"The metric id '{id}' is taken by {registered.MetricType.FullName}; {typeof(TMetric).FullName} needs another id.");
        }

        builder.Services.AddSingleton(new TextMetricDescriptor
        {
            Id = id,
            MetricType = typeof(TMetric),
            Create = static services => ActivatorUtilities.CreateInstance<TMetric>(services),
        });
        return builder;
    }

    /// <summary>Makes the text metric of an id.</summary>
    /// <exception cref="PipelineException">No metric was registered under the id.</exception>
    public static ITextMetric GetTextMetric(this EvaluationCatalog catalog, string id)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(id);
        var metrics = catalog.Context.Services.GetServices<TextMetricDescriptor>().ToArray();
        if (metrics.FirstOrDefault(m => m.Id == id) is { } found)
            return found.Create(catalog.Context.Services);
        var ids = metrics.Select(m => m.Id).Order(StringComparer.Ordinal).ToArray();
        var near = NameSuggestion.Nearest(id, ids);
        throw new PipelineException(
            $"There is no text metric '{id}'. "
            + (near is not null ? $"Did you mean '{near}'? " : ids.Length > 0 ? $"Registered are {string.Join(", ", ids)}. " : "")
            + "Register it with AddTextMetric.");
    }
}
