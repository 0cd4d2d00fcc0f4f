namespace Pipelines.Evaluation;

/// <summary>BLEU of a view's candidates.</summary>
public sealed class BleuResult
{
    internal BleuResult(BleuScore score, ScoreEstimate estimate, double[] rows, int emptyCandidates, string signature)
    {
        Score = score;
        Estimate = estimate;
        Rows = rows;
        EmptyCandidates = emptyCandidates;
        Signature = signature;
    }

    /// <summary>The BLEU of all candidates together, and what it is made of.</summary>
    public BleuScore Score { get; }

    /// <summary>The BLEU of all candidates together and its 95 % interval.</summary>
    public ScoreEstimate Estimate { get; }

    /// <summary>The BLEU of each row by itself, by effective order; their mean is not the corpus's.</summary>
    public IReadOnlyList<double> Rows { get; }

    /// <summary>How many rows were scored.</summary>
    public int RowCount => Rows.Count;

    /// <summary>How many candidates have no word.</summary>
    public int EmptyCandidates { get; }

    /// <summary>How the score was made, as sacreBLEU writes it; scores with other signatures cannot be compared.</summary>
    public string Signature { get; }

    /// <summary>The score as sacreBLEU writes it, its interval and how it was made.</summary>
    public override string ToString() =>
        $"{Score}; {Estimate} of {RowCount} rows, {EmptyCandidates} candidates without words; {Signature}";
}
