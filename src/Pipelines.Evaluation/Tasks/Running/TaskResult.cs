using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>The score of a task, and of its every question.</summary>
public sealed class TaskResult
{
    internal TaskResult(
        EvaluationTask task, string model, ScoreFingerprint fingerprint, IReadOnlyList<TaskRow> rows, ScoreEstimate score,
        IReadOnlyDictionary<string, ScoreEstimate> categories)
    {
        (Task, Model, Fingerprint, Rows, Score, Categories) = (task, model, fingerprint, rows, score, categories);
    }

    /// <summary>The task.</summary>
    public EvaluationTask Task { get; }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>What the score depends on.</summary>
    public ScoreFingerprint Fingerprint { get; }

    /// <summary>A row a question, in the questions' order.</summary>
    public IReadOnlyList<TaskRow> Rows { get; }

    /// <summary>The score of all rows, with its 95 % interval.</summary>
    public ScoreEstimate Score { get; }

    /// <summary>The score of each category, where there are some.</summary>
    public IReadOnlyDictionary<string, ScoreEstimate> Categories { get; }

    /// <summary>How many questions there were.</summary>
    public int RowCount => Rows.Count;

    /// <summary>Whether more is better: perplexities are better where they are lower.</summary>
    public bool HigherIsBetter => Task.Scoring != TaskScoring.Likelihood;

    /// <summary>The share of questions without an answer in what the model wrote; they score 0.</summary>
    public double UnparsedRate => Share(row => row.IsUnparsed);

    /// <summary>The share of questions whose output was ended by its length.</summary>
    public double CutOffRate => Share(row => row.IsCutOff);

    /// <summary>The share of questions whose prompt was too long.</summary>
    public double PromptCutRate => Share(row => row.IsPromptCut);

    /// <summary>Fails where the score is worse than a limit, or is none.</summary>
    /// <param name="limit">The limit.</param>
    /// <exception cref="PipelineException">The score is worse, not a number, or of no row.</exception>
    public void Require(double limit)
    {
        if (RowCount == 0 || !double.IsFinite(Score.Value))
            throw new PipelineException($"{Task.Name} has no score for {Model}: {RowCount} rows, {Score.Value}.");
        if (HigherIsBetter ? Score.Value < limit : Score.Value > limit)
        {
            throw new PipelineException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Task.Name} is {Score} for {Model}; {limit} or {(HigherIsBetter ? "more" : "less")} was required."));
        }
    }

    /// <summary>The score with its rows, rates and fingerprint.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Task.Name} {Task.Metric} {Score} of {RowCount} rows, {UnparsedRate:P1} unparsed, {CutOffRate:P1} cut off; {Fingerprint}");

    private double Share(Func<TaskRow, bool> selects) => Rows.Count == 0 ? 0 : (double)Rows.Count(selects) / Rows.Count;
}
