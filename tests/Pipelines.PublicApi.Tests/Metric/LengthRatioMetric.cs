namespace Contoso.Metrics;

/// <summary>How much of the longer text the shorter one has, on average: 1 where all are equally long.</summary>
public sealed class LengthRatioMetric : ITextMetric
{
    public const string Id = "contoso.length-ratio";

    public string Name => "length ratio";

    public bool HigherIsBetter => true;

    public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        TextMetricChecks.CheckTexts(references, candidates);
        return references.Zip(candidates, Ratio).Average();
    }

    private static double Ratio(string reference, string candidate)
    {
        var longer = Math.Max(reference.Length, candidate.Length);
        return longer == 0 ? 1 : (double)Math.Min(reference.Length, candidate.Length) / longer;
    }
}
