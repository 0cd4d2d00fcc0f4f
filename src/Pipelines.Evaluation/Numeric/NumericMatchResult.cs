namespace Pipelines.Evaluation;

/// <summary>How many answers of a view are the right number.</summary>
public sealed class NumericMatchResult
{
    internal NumericMatchResult(MetricResult accuracy, int unparsed)
    {
        Accuracy = accuracy;
        Unparsed = unparsed;
    }

    /// <summary>The share of answers that are the right number, with the rows' values.</summary>
    public MetricResult Accuracy { get; }

    /// <summary>How many answers have no number; they are wrong.</summary>
    public int Unparsed { get; }

    /// <summary>The share, and how it was made.</summary>
    public override string ToString() => $"{Accuracy}; {Unparsed} without a number";
}
