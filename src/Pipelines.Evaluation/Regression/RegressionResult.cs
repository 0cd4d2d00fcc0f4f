namespace Pipelines.Evaluation;

/// <summary>How well numbers were predicted over a view's rows.</summary>
public sealed class RegressionResult
{
    internal RegressionResult(double[] rows, ScoreEstimate[] estimates)
    {
        Rows = rows;
        (Pearson, Spearman, MeanAbsoluteError, RootMeanSquaredError) = (estimates[0], estimates[1], estimates[2], estimates[3]);
    }

    /// <summary>Pearson's correlation, from −1 to 1.</summary>
    public ScoreEstimate Pearson { get; }

    /// <summary>Spearman's correlation, from −1 to 1; equal numbers share their mean rank.</summary>
    public ScoreEstimate Spearman { get; }

    /// <summary>The mean distance, in the numbers' own unit; lower is better.</summary>
    public ScoreEstimate MeanAbsoluteError { get; }

    /// <summary>The root of the mean squared distance, in the numbers' own unit; lower is better.</summary>
    public ScoreEstimate RootMeanSquaredError { get; }

    /// <summary>The distance of each row's prediction from what is right.</summary>
    public IReadOnlyList<double> Rows { get; }

    /// <summary>How many rows were scored.</summary>
    public int RowCount => Rows.Count;

    /// <summary>How the scores were made; scores with other signatures cannot be compared.</summary>
    public string Signature => "regression|ties:mean-rank";

    /// <summary>The scores and how they were made.</summary>
    public override string ToString() =>
        $"Pearson {Pearson}, Spearman {Spearman}, mean absolute error {MeanAbsoluteError}, root mean squared error {RootMeanSquaredError} "
        + $"of {RowCount} rows; {Signature}";
}
