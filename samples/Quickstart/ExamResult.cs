using Pipelines;
using Pipelines.Evaluation;

namespace Quickstart;

/// <summary>How a decoder did in the exam.</summary>
/// <param name="Model">What the decoder is called.</param>
/// <param name="Paper">With or without passages.</param>
/// <param name="Precision">MAP@3 of its rankings of the options.</param>
/// <param name="Accuracy">How often what it wrote is the right answer, word for word.</param>
/// <param name="Rouge">ROUGE-L of what it wrote, as F-measure.</param>
/// <param name="Signature">How the scores were made.</param>
/// <param name="Answers">Its answers.</param>
internal sealed record ExamResult(
    string Model, string Paper, ScoreEstimate Precision, ScoreEstimate Accuracy, ScoreEstimate Rouge, string Signature,
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
        var precision = context.Evaluation.MeanAveragePrecision(
            rows, Places, nameof(ExamAnswer.Letter), nameof(ExamAnswer.Scores), cancellationToken: cancellationToken);
        var exact = context.Evaluation.ExactMatchAndF1(
            rows, nameof(ExamAnswer.Answer), nameof(ExamAnswer.Generated), cancellationToken: cancellationToken);
        var rouge = context.Evaluation.Rouge(
            rows, nameof(ExamAnswer.Answer), nameof(ExamAnswer.Generated), cancellationToken: cancellationToken);
        return new ExamResult(
            model, paper, precision.Estimate, exact.ExactMatch, rouge.RougeL.FMeasure,
            $"MAP@{Places}: {precision.Signature}. Accuracy: exact match, {exact.Signature}. ROUGE-L: {rouge.Signature}.", answers);
    }

    /// <summary>Its numbers by name.</summary>
    /// <param name="name">What stands before them: <c>after.withRetrieval</c>, for instance.</param>
    public IEnumerable<KeyValuePair<string, double?>> Metrics(string name)
    {
        foreach (var (metric, estimate) in new[] { ("map3", Precision), ("accuracy", Accuracy), ("rougeL", Rouge) })
        {
            yield return new($"{name}.{metric}", estimate.Value);
            yield return new($"{name}.{metric}Lower", estimate.Lower);
            yield return new($"{name}.{metric}Upper", estimate.Upper);
        }
    }
}
