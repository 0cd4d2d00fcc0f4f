using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Numeric answers over views.</summary>
public static class NumericMatchExtensions
{
    /// <summary>The share of generated answers that are the right number, however it is written.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="reference">The column of right answers: a text a row, or several.</param>
    /// <param name="candidate">The column of generated answers.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    /// <exception cref="CellException">A right answer has no number.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static NumericMatchResult NumericMatch(
        this EvaluationCatalog catalog, IDataView data, string reference = ColumnNames.Completion, string candidate = ColumnNames.Generated,
        Action<NumericMatchOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        var pairs = new TextPairs(data.Schema, reference, candidate);
        var (rows, unparsed) = (new List<double>(), 0);
        foreach (var pair in pairs.Read(data, cancellationToken))
        {
            var isNumber = options.TryRead(pair.Candidate, out var answer);
            unparsed += isNumber ? 0 : 1;
            var isRight = false;
            foreach (var expected in pair.References)
            {
                if (!options.TryRead(expected, out var right))
                {
                    throw new CellException(
                        rows.Count, pairs.Reference.Name, $"the right answer '{expected}' has no number. Write one, or leave the row out.");
                }

                isRight |= isNumber && NumericAnswers.AreEqual(right, answer, options.RelativeTolerance, options.AbsoluteTolerance);
            }

            rows.Add(isRight ? 1 : 0);
        }

        var signature = string.Create(
            CultureInfo.InvariantCulture,
            $"numeric-match|take:{(options.TakeLastNumber ? "last" : "whole")}|relative:{options.RelativeTolerance}")
            + string.Create(CultureInfo.InvariantCulture, $"|absolute:{options.AbsoluteTolerance}");
        return new NumericMatchResult(MetricResult.OfMean("numeric match", [.. rows], options, signature), unparsed);
    }
}
