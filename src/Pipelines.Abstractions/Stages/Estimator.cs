using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pipelines;

/// <summary>
/// Base of stages that learn: all forms of <c>Fit</c> come to one, after the schema was checked and before any row is read, and schema
/// errors name the stage.
/// </summary>
/// <typeparam name="TTransformer">What fitting gives.</typeparam>
/// <param name="logger">Where the stage logs; nowhere by default.</param>
public abstract class Estimator<TTransformer>(ILogger? logger = null) : IValidatedEstimator<TTransformer>, ILoggingStage
    where TTransformer : ITransformer
{
    /// <summary>How errors, progress reports and logs name the stage: by default its class.</summary>
    protected virtual string Name => StageName.Of(this);

    /// <summary>Where the stage logs.</summary>
    public ILogger Logger { get; } = logger ?? NullLogger.Instance;

    /// <inheritdoc/>
    public TTransformer Fit(IDataView data, CancellationToken cancellationToken = default) => Fit(data, null, cancellationToken);

    /// <inheritdoc/>
    public TTransformer Fit(IDataView data, IProgress<FitProgress>? progress, CancellationToken cancellationToken = default) =>
        Fit(data, null, progress, cancellationToken);

    /// <inheritdoc/>
    public TTransformer Fit(
        IDataView data, IDataView? validation, IProgress<FitProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        GetOutputSchema(data.Schema);
        if (validation is not null)
            GetOutputSchema(validation.Schema);
        cancellationToken.ThrowIfCancellationRequested();
        return FitCore(new FitContext(Name, data, validation, progress, Logger, cancellationToken));
    }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        try
        {
            return GetOutputSchemaCore(inputSchema);
        }
        catch (SchemaException e)
        {
            throw e.At(Name);
        }
    }

    /// <inheritdoc/>
    public DataViewSchema GetScoringSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        try
        {
            return GetScoringSchemaCore(inputSchema);
        }
        catch (SchemaException e)
        {
            throw e.At(Name);
        }
    }

    /// <summary>Learns from the data, whose schema <see cref="GetOutputSchemaCore"/> has passed.</summary>
    /// <param name="context">The data, where to report progress, and what cancels.</param>
    /// <exception cref="PipelineException">The data or the options do not allow it; the message says what to do.</exception>
    protected abstract TTransformer FitCore(FitContext context);

    /// <summary>Checks the input's columns (<c>input.Require&lt;T&gt;(name)</c>) and gives the output's.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    protected abstract DataViewSchema GetOutputSchemaCore(DataViewSchema input);

    /// <summary>The columns that the fitted transformer makes when it scores, where fitting needs columns that scoring does not.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    protected virtual DataViewSchema GetScoringSchemaCore(DataViewSchema input) => GetOutputSchemaCore(input);
}
