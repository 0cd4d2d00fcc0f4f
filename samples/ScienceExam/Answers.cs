using Pipelines;
using Pipelines.Encoders;
using Pipelines.Evaluation;
using Pipelines.Samples;
using ScienceExam.Exam;

namespace ScienceExam;

/// <summary>What came of the questions: rankings of options, and how good they are.</summary>
/// <param name="Predictions">The rows, with ranked options.</param>
/// <param name="Rankings">The letters of the options, the best first.</param>
/// <param name="Probabilities">The probability of each option, A first.</param>
/// <param name="Precision">MAP@3; null where no answer is known.</param>
/// <param name="Accuracy">How often the first is right; null where no answer is known.</param>
internal sealed record Answers(
    IDataView Predictions, IReadOnlyList<string> Rankings, IReadOnlyList<float[]> Probabilities, MetricResult? Precision,
    MetricResult? Accuracy)
{
    /// <summary>How many places of a ranking count.</summary>
    public const int Places = 3;

    /// <summary>Ranks the options of questions and measures.</summary>
    /// <param name="context">Measures.</param>
    /// <param name="stages">What ranks.</param>
    /// <param name="questions">The rows, with contexts.</param>
    /// <param name="console">Shows the progress.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Answers Of(
        PipelineContext context, ITransformer stages, IDataView questions, SampleConsole console, CancellationToken cancellationToken)
    {
        var predictions = console.CacheRows(
            context.Data, "Answer", stages.Transform(questions), cancellationToken, nameof(ExamRow.Id), nameof(ExamRow.Answer),
            ColumnNames.Score, ColumnNames.PredictedLabel,
            MultipleChoiceColumns.Probability, MultipleChoiceColumns.Ranking, MultipleChoiceColumns.RankedIndices);
        var known = context.Data.FilterRows<ReadOnlyMemory<char>>(predictions, nameof(ExamRow.Answer), answer => !answer.IsEmpty);
        var isKnown = known.GetColumn<string>(nameof(ExamRow.Answer)).Any();
        return new Answers(
            predictions, [.. predictions.GetColumn<string>(MultipleChoiceColumns.Ranking)],
            [.. predictions.GetColumn<float[]>(MultipleChoiceColumns.Probability)],
            isKnown ? context.Evaluation.MeanAveragePrecision(known, Places, nameof(ExamRow.Answer)) : null,
            isKnown ? context.Evaluation.Accuracy(known, nameof(ExamRow.Answer), ColumnNames.PredictedLabel) : null);
    }

    /// <summary>MAP@3 of whoever takes the options whose words stand in the context; null where no answer is known.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="contexts">What there is to read for each.</param>
    public static double? OfOverlap(IReadOnlyList<ExamQuestion> questions, IReadOnlyList<string> contexts)
    {
        var rankings = new List<IEnumerable<int>>();
        var answers = new List<int>();
        for (var i = 0; i < questions.Count; i++)
        {
            if (questions[i].Answer is not { } answer)
                continue;
            var words = Words(contexts[i]).ToHashSet();
            var shares = questions[i].Options.Select(o => Words(o).Average(w => words.Contains(w) ? 1.0 : 0.0)).ToArray();
            rankings.Add(Enumerable.Range(0, shares.Length).OrderByDescending(o => shares[o]).ToArray());
            answers.Add(answer);
        }

        return answers.Count > 0 ? RankingMetrics.MeanAveragePrecisionAt(rankings, answers, Places) : null;

        static string[] Words(string text) => text.ToUpperInvariant().Split([' ', '.', ',', '?', ';', ':', '(', ')']);
    }

    /// <summary>The metrics behind a name.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics(string name) => new Dictionary<string, double?>
    {
        [$"{name}.map3"] = Precision?.Value,
        [$"{name}.map3Lower"] = Precision?.Estimate.Lower,
        [$"{name}.map3Upper"] = Precision?.Estimate.Upper,
        [$"{name}.accuracy"] = Accuracy?.Value,
    };
}
