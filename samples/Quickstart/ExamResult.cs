using Pipelines;
using Pipelines.Evaluation;

namespace Quickstart;

/// <summary>How a decoder did in the exam.</summary>
/// <param name="Model">What the decoder is called.</param>
/// <param name="Paper">With or without passages.</param>
/// <param name="Precision">MAP@3 of its rankings of the options.</param>
/// <param name="Accuracy">How often its first option is the right one.</param>
/// <param name="Rouge">ROUGE-L of what it wrote, as F-measure.</param>
/// <param name="RougeSignature">How ROUGE was made.</param>
/// <param name="Answers">Its answers.</param>
internal sealed record ExamResult(
    string Model, string Paper, MetricResult Precision, MetricResult Accuracy, ScoreEstimate Rouge, string RougeSignature,
    IReadOnlyList<ExamAnswer> Answers)
{
    /// <summary>How many places of a ranking count.</summary>
    public const int Places = 3;

    /// <summary>Measures answers.</summary>
    /// <param name="context">Measures.</param>
    /// <param name="model">What the decoder is called.</param>
    /// <param name="paper">With or without passages.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static ExamResult Measure(
        PipelineContext context, string model, string paper, IReadOnlyList<ExamAnswer> answers, CancellationToken cancellationToken)
    {
        var rows = context.Data.LoadFromEnumerable(answers);
        var (metrics, letter, scores) = (context.Evaluation, nameof(ExamAnswer.Letter), nameof(ExamAnswer.Scores));
        var rouge = metrics.Rouge(rows, nameof(ExamAnswer.Answer), nameof(ExamAnswer.Generated), cancellationToken: cancellationToken);
        return new ExamResult(
            model, paper, metrics.MeanAveragePrecision(rows, Places, letter, scores, cancellationToken: cancellationToken),
            metrics.Accuracy(rows, letter, scores, cancellationToken: cancellationToken), rouge.RougeL.FMeasure, rouge.Signature, answers);
    }

    /// <summary>Its numbers by name: <c>after.withRetrieval.map3</c> and so on.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics()
    {
        var name = $"{(Model.StartsWith("before", StringComparison.Ordinal) ? "before" : "after")}.{(Paper.StartsWith("without", StringComparison.Ordinal) ? "withoutRetrieval" : "withRetrieval")}";
        foreach (var (metric, estimate) in new[] { ("map3", Precision.Estimate), ("accuracy", Accuracy.Estimate), ("rougeL", Rouge) })
        {
            yield return new($"{name}.{metric}", estimate.Value);
            yield return new($"{name}.{metric}Lower", estimate.Lower);
            yield return new($"{name}.{metric}Upper", estimate.Upper);
        }
    }
}
