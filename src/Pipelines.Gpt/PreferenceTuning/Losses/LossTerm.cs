namespace Pipelines.Gpt;

/// <summary>A pair's loss and its derivatives by the log-probabilities of the two answers.</summary>
internal readonly record struct LossTerm(double Loss, double ByChosen, double ByRejected)
{
    /// <summary>A loss of the difference of the two.</summary>
    public static LossTerm OfDifference(double loss, double slope) => new(loss, slope, -slope);
}
