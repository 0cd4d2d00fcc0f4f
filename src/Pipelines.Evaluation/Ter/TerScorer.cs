namespace Pipelines.Evaluation;

/// <summary>
/// Scores texts by the translation edit rate (Snover et al. 2006) as sacreBLEU does: edits for each hundred words of the reference, so
/// lower is better, and it may be above 100. It can be used by several threads.
/// </summary>
public sealed class TerScorer
{
    internal const int Columns = 2;

    private readonly TerOptions _options;

    /// <summary>Makes a scorer.</summary>
    /// <param name="options">How TER is computed; null for the defaults. They are copied.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public TerScorer(TerOptions? options = null) => _options = OptionsValidation.Validated(options ?? new TerOptions()).Clone();

    /// <summary>Scores candidates together. Of several references the one with the fewest edits counts, and their mean length.</summary>
    /// <param name="references">The references of each candidate.</param>
    /// <param name="candidates">The texts to score.</param>
    /// <exception cref="PipelineException">There are none, not as many of both, or a candidate has no reference.</exception>
    public double Score(IReadOnlyList<IReadOnlyList<string>> references, IReadOnlyList<string> candidates) =>
        FromCounts(SacreBleu.Sum(references, candidates, Columns, (expected, candidate, counts) => Count(expected, candidate, counts)));

    /// <summary>Scores a candidate against its references: edits for each hundred of their words.</summary>
    /// <param name="references">The expected texts, one at least.</param>
    /// <param name="candidate">The text to score.</param>
    /// <exception cref="PipelineException">There is no reference.</exception>
    public double Score(IReadOnlyList<string> references, string candidate) => Score([references], [candidate]);

    /// <summary>
    /// How the scores of these references are made, as sacreBLEU writes it; scores with other signatures cannot be compared.
    /// </summary>
    public string SignatureFor(IReadOnlyList<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        return Signature(SacreBleu.References(references.Select(r => r.Count)));
    }

    internal string Signature(string references) =>
        $"{references}|case:{(_options.CaseSensitive ? "mixed" : "lc")}|tok:tercom|norm:{(_options.Normalize ? "yes" : "no")}"
        + $"|punct:{(_options.RemovePunctuation ? "no" : "yes")}|asian:{(_options.AsianSupport ? "yes" : "no")}|{SacreBleu.Version}";

    // The edits, and the words of the reference.
    internal void Count(IReadOnlyList<string> references, string candidate, Span<double> counts)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var edits = new TranslationEdits();
        var said = Numbers(candidate);
        var (fewest, length) = (int.MaxValue, 0.0);
        foreach (var reference in references)
        {
            var expected = Numbers(reference);
            fewest = Math.Min(fewest, edits.Count(said, expected));
            length += expected.Length;
        }

        (counts[0], counts[1]) = (fewest, length / references.Count);

        int[] Numbers(string text)
        {
            var words = TerWords.Split(text, _options);
            var result = new int[words.Count];
            for (var i = 0; i < result.Length; i++)
            {
                if (!numbers.TryGetValue(words[i], out result[i]))
                    numbers.Add(words[i], result[i] = numbers.Count);
            }

            return result;
        }
    }

    // Without words in the reference, any edit is all wrong.
    internal static double FromCounts(ReadOnlySpan<double> counts) =>
        counts[1] > 0 ? 100 * counts[0] / counts[1] : counts[0] > 0 ? 100 : 0;
}
