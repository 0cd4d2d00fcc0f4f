using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Exact match and token F1 over views.</summary>
public static class SquadExtensions
{
    /// <summary>Exact match and token F1 of answers, as the official scripts of SQuAD have them.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="reference">
    /// The column of expected answers: a text a row, or several; for version 2 perhaps none, or an empty one.
    /// </param>
    /// <param name="candidate">The column of answers to score.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A row has no expected answer, and the version wants one.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static SquadResult ExactMatchAndF1(
        this EvaluationCatalog catalog, IDataView data, string reference = ColumnNames.Completion, string candidate = ColumnNames.Generated,
        Action<SquadOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var mayHaveNone = options.Version == SquadVersion.V2;
        var pairs = new TextPairs(data.Schema, reference, candidate, mayHaveNone);
        var isVector = pairs.Reference.Type is VectorDataViewType;
        var (scores, hasAnswer) = (new List<SquadScore>(), new List<bool>());
        foreach (var pair in pairs.Read(data, cancellationToken))
        {
            // Its score would say nothing of the answer.
            if (!mayHaveNone && pair.References.All(string.IsNullOrWhiteSpace))
            {
                throw new CellException(
                    scores.Count, pairs.Reference.Name,
                    $"the expected answer is empty. Leave the row out, or set {nameof(SquadOptions.Version)} to "
                    + $"{nameof(SquadVersion.V2)} where no answer is right.");
            }

            scores.Add(SquadMetrics.Score(pair.References, pair.Candidate, options.Version));
            hasAnswer.Add(pair.References is not [] && (isVector || pair.References[0].Length > 0));
        }

        return scores.Count == 0 ? throw MetricResult.NoRows() : new SquadResult(scores, hasAnswer, options);
    }
}
