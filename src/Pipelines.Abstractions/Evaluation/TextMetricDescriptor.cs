namespace Pipelines;

/// <summary>A registered text metric: how it is made by id.</summary>
public sealed class TextMetricDescriptor
{
    /// <summary>The metric's id in options and histories: <c>package.metric</c>, lower case with dashes.</summary>
    public required string Id { get; init; }

    /// <summary>The metric.</summary>
    public required Type MetricType { get; init; }

    /// <summary>Makes it, with the services it needs.</summary>
    public required Func<IServiceProvider, ITextMetric> Create { get; init; }
}
