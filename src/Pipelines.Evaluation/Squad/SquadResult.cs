namespace Pipelines.Evaluation;

/// <summary>
/// How well answers of a view agree with the expected ones, from 0 to 1; the official scripts print a hundred times that.
/// </summary>
public sealed class SquadResult
{
    internal SquadResult(IReadOnlyList<SquadScore> rows, IReadOnlyList<bool> hasAnswer, SquadOptions options)
    {
        Rows = rows;
        var values = new double[2 * rows.Count];
        for (var i = 0; i < rows.Count; i++)
            (values[2 * i], values[2 * i + 1]) = (rows[i].ExactMatch, rows[i].F1);
        var means = Bootstrap.Means(values, 2, options.BootstrapSamples, options.Seed);
        (ExactMatch, F1) = (means[0], means[1]);
        HasAnswer = Mean(rows.Where((_, i) => hasAnswer[i]));
        NoAnswer = Mean(rows.Where((_, i) => !hasAnswer[i]));
        NoAnswerCount = hasAnswer.Count(h => !h);
        Signature = options.Version == SquadVersion.V1 ? "squad|version:1.1|answers:best" : "squad|version:2.0|answers:best";
    }

    /// <summary>The share of answers that are one of the expected ones.</summary>
    public ScoreEstimate ExactMatch { get; }

    /// <summary>The mean token F1.</summary>
    public ScoreEstimate F1 { get; }

    /// <summary>The means over questions with an answer; null where there are none.</summary>
    public SquadScore? HasAnswer { get; }

    /// <summary>The means over questions without an answer; null where there are none.</summary>
    public SquadScore? NoAnswer { get; }

    /// <summary>How many questions have no answer.</summary>
    public int NoAnswerCount { get; }

    /// <summary>The scores of each row.</summary>
    public IReadOnlyList<SquadScore> Rows { get; }

    /// <summary>How many rows were scored.</summary>
    public int RowCount => Rows.Count;

    /// <summary>How the scores were made; scores with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>The means and how they were made.</summary>
    public override string ToString() =>
        $"exact match {ExactMatch}, F1 {F1} of {RowCount} rows, {NoAnswerCount} without an answer; {Signature}";

    private static SquadScore? Mean(IEnumerable<SquadScore> rows)
    {
        var (exact, measure, count) = (0.0, 0.0, 0);
        foreach (var row in rows)
            (exact, measure, count) = (exact + row.ExactMatch, measure + row.F1, count + 1);
        return count == 0 ? null : new SquadScore(exact / count, measure / count);
    }
}
