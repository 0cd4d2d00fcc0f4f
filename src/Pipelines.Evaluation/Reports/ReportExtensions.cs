using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Reports of evaluations.</summary>
public static class ReportExtensions
{
    /// <summary>Begins a report.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="title">Its title.</param>
    /// <param name="configure">Changes what the report has of each result.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ReportBuilder Report(this EvaluationCatalog catalog, string title, Action<ReportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ReportBuilder(
            title, catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure));
    }

    /// <summary>Compares runs with the first of them, task by task and question by question.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="runs">The runs, two or more.</param>
    /// <param name="force">Whether to compare results whose fingerprints differ in more than the model; they are marked.</param>
    /// <param name="configure">Changes how the intervals are made.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PipelineException">The runs cannot be compared: see <see cref="RunComparison.Compare"/>.</exception>
    public static RunComparison Compare(
        this EvaluationCatalog catalog, IReadOnlyList<EvaluationRun> runs, bool force = false, Action<MetricOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        return RunComparison.Compare(runs, force, options);
    }
}
