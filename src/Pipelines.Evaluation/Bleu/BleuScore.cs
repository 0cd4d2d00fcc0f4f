using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>BLEU and what it is made of, from 0 to 100.</summary>
public sealed record BleuScore
{
    internal BleuScore(
        double value, double brevityPenalty, double[] counts, double[] totals, double[] precisions, long candidate, long reference)
    {
        Value = value;
        BrevityPenalty = brevityPenalty;
        Counts = counts;
        Totals = totals;
        Precisions = precisions;
        CandidateLength = candidate;
        ReferenceLength = reference;
    }

    /// <summary>BLEU, from 0 to 100.</summary>
    public double Value { get; }

    /// <summary>What a candidate shorter than its reference is multiplied by: from 0 to 1.</summary>
    public double BrevityPenalty { get; }

    /// <summary>How many runs of one word, two words, … up to the longest that counts, the references have too.</summary>
    public IReadOnlyList<double> Counts { get; }

    /// <summary>How many runs of one word, two words, … the candidates have.</summary>
    public IReadOnlyList<double> Totals { get; }

    /// <summary>The shares of both after smoothing, from 0 to 100.</summary>
    public IReadOnlyList<double> Precisions { get; }

    /// <summary>The number of words of all candidates.</summary>
    public long CandidateLength { get; }

    /// <summary>The number of words of the references, of several the one nearest in length.</summary>
    public long ReferenceLength { get; }

    /// <summary>As sacreBLEU writes it.</summary>
    public override string ToString()
    {
        var ratio = ReferenceLength == 0 ? 0 : CandidateLength / (double)ReferenceLength;
        var precisions = string.Join('/', Precisions.Select(p => p.ToString("F1", CultureInfo.InvariantCulture)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"BLEU = {Value:F2} {precisions} (BP = {BrevityPenalty:F3} ratio = {ratio:F3} ")
            + string.Create(CultureInfo.InvariantCulture, $"hyp_len = {CandidateLength} ref_len = {ReferenceLength})");
    }
}
