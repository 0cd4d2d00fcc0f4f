using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Looking at examples without training.</summary>
public static class PreflightExtensions
{
    /// <summary>
    /// Looks at tokenized examples as a trainer does before its first step: counts, lengths, a preview, and what would make the run
    /// worthless.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="train">What will be learned: token ids and loss mask, as <c>TokenizeExamples</c> makes them.</param>
    /// <param name="validation">What will be measured on; null for nothing.</param>
    /// <param name="configure">Sets what the trainer will be told: length, truncation, columns.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="PreflightException">Something looks wrong; rows and causes are named.</exception>
    /// <exception cref="CellException">A row cannot be trained on.</exception>
    public static ExampleReport Preflight(
        this DataCatalog catalog, IDataView train, IDataView? validation = null, Action<PreflightOptions>? configure = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(train);
        var options = new PreflightOptions();
        configure?.Invoke(options);
        var settings = OptionsValidation.Validated(options).ToSettings();
        using var examples = ExampleStore.Read(train, settings, cancellationToken);
        using var held = validation is null
            ? null
            : ExampleStore.Read(validation, settings with { Empty = EmptyExampleHandling.Drop }, cancellationToken);
        return Training.Preflight.Check(
            "Preflight", examples, held, options.Mode, catalog.Context.LoggerFactory.CreateLogger(typeof(Preflight)));
    }
}
