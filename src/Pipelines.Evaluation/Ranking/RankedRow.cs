namespace Pipelines.Evaluation;

/// <summary>The labels of a row, best first, and the right ones.</summary>
internal sealed record RankedRow(string[] Ranking, HashSet<string> Relevant, double[]? Gains, string[] Labels)
{
    /// <summary>What each right label is worth: 1 where nothing says more.</summary>
    public Dictionary<string, double> ToGains()
    {
        var gains = new Dictionary<string, double>();
        for (var i = 0; i < Labels.Length; i++)
            gains[Labels[i]] = Gains is null ? 1 : Gains[i];
        return gains;
    }
}
