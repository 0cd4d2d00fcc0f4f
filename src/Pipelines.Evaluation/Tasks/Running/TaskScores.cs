namespace Pipelines.Evaluation;

/// <summary>The score of all rows, and of each category.</summary>
internal static class TaskScores
{
    private static readonly string[] Metrics =
        ["mean", "matthews", "f1", "pearson-spearman", "word-perplexity", "byte-perplexity", "bits-per-byte"];

    public static TaskResult Summarize(TaskPlan plan, string model, ScoreFingerprint fingerprint, IReadOnlyList<TaskRow> rows)
    {
        var categories = rows.GroupBy(row => row.Category).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var each = categories.Count == 1 && categories[0].Key.Length == 0
            ? []
            : categories.ToDictionary(group => group.Key, group => Score(plan, [.. group]));
        return new TaskResult(plan.Task, model, fingerprint, rows, Score(plan, rows), each);
    }

    /// <summary>Refuses a metric that there is not, before anything is computed.</summary>
    public static void Check(EvaluationTask task)
    {
        if (!Metrics.Contains(task.Metric))
            throw new PipelineException(
                $"The task '{task.Name}' names the metric '{task.Metric}'. There are {string.Join(", ", Metrics)}.");
        var isLikelihood = task.Metric is "word-perplexity" or "byte-perplexity" or "bits-per-byte";
        if (isLikelihood != (task.Scoring == TaskScoring.Likelihood))
            throw new PipelineException($"The metric '{task.Metric}' of the task '{task.Name}' does not fit its scoring, {task.Scoring}.");
        if (task.Metric is "matthews" or "f1" && task.Scoring == TaskScoring.Generate)
            throw new PipelineException(
                $"The metric '{task.Metric}' of the task '{task.Name}' is of options, but its answers are generated.");
    }

    private static ScoreEstimate Score(TaskPlan plan, IReadOnlyList<TaskRow> rows)
    {
        var options = plan.Options;
        return plan.Task.Metric switch
        {
            "mean" => Bootstrap.Means([.. rows.Select(row => row.Score)], 1, options.BootstrapSamples, options.Seed)[0],
            "pearson-spearman" => Correlation(rows, options),
            "matthews" => Confusion(plan, rows, (counts, classes) => ConfusionFigures.MatthewsCorrelation(counts, classes)),
            "f1" => Confusion(plan, rows, (counts, classes) => ConfusionFigures.OfClass(counts, classes, 1).F1),
            var metric => Likelihood(rows, options, metric),
        };
    }

    // GLUE's: the mean of both. A row without an answer is no 0: it takes the middle of the scale, which helps no order.
    private static ScoreEstimate Correlation(IReadOnlyList<TaskRow> rows, TaskRunOptions options)
    {
        var expected = rows.Select(row => Number(row.Expected[0])!.Value).ToArray();
        var middle = (expected.Min() + expected.Max()) / 2;
        var answers = rows.Select(row => row.Answer is { } answer && Number(answer) is { } number ? number : middle).ToArray();
        return Bootstrap.Figures(rows.Count, 1, options, (places, figures) =>
        {
            var (x, y) = (new double[places.Length], new double[places.Length]);
            for (var i = 0; i < places.Length; i++)
                (x[i], y[i]) = (expected[places[i]], answers[places[i]]);
            figures[0] = (CorrelationMetrics.Pearson(x, y) + CorrelationMetrics.Spearman(x, y)) / 2;
        })[0];
    }

    private static ScoreEstimate Confusion(TaskPlan plan, IReadOnlyList<TaskRow> rows, Func<long[], int, double> compute)
    {
        var classes = rows.Max(row => plan.Questions[row.Index].Options.Count);
        var cells = rows.Select(row => (row.Expected[0][0] - 'A') * classes + (row.Answer![0] - 'A')).ToArray();
        return Bootstrap.Figures(rows.Count, 1, plan.Options, (places, figures) =>
        {
            var counts = new long[classes * classes];
            foreach (var place in places)
                counts[cells[place]]++;
            figures[0] = compute(counts, classes);
        })[0];
    }

    // Sums over all texts, then the ratio: long texts count more.
    private static ScoreEstimate Likelihood(IReadOnlyList<TaskRow> rows, TaskRunOptions options, string metric) =>
        Bootstrap.Figures(rows.Count, 1, options, (places, figures) =>
        {
            var sum = default(TextLikelihood);
            foreach (var place in places)
            {
                var (score, counts) = (rows[place].Score, rows[place].Values);
                sum += new TextLikelihood(score, (long)counts[0], (long)counts[3], (long)counts[2], (long)counts[1]);
            }

            figures[0] = metric switch
            {
                "word-perplexity" => Math.Pow(2, PerplexityMetrics.BitsPerWord(sum)),
                "byte-perplexity" => Math.Pow(2, PerplexityMetrics.BitsPerByte(sum)),
                _ => PerplexityMetrics.BitsPerByte(sum),
            };
        })[0];

    private static double? Number(string text) => NumericAnswers.TryParse(text, out var value) ? value : null;
}
