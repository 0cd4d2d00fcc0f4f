namespace Pipelines.Evaluation;

/// <summary>
/// Scores texts by chrF (Popović 2015) and chrF++ (Popović 2017), from 0 to 100, as sacreBLEU does. It can be used by several threads.
/// </summary>
public sealed class ChrfScorer
{
    private const double Epsilon = 1e-16;

    // Runs of the candidate, of the reference, and in common.
    private const int Figures = 3;

    private readonly ChrfOptions _options;

    /// <summary>Makes a scorer.</summary>
    /// <param name="options">How chrF is computed; null for the defaults. They are copied.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public ChrfScorer(ChrfOptions? options = null) => _options = OptionsValidation.Validated(options ?? new ChrfOptions()).Clone();

    /// <summary>The metric's name: <c>chrF2</c>, <c>chrF2++</c>.</summary>
    public string Name => $"chrF{_options.Beta}{new string('+', _options.WordOrder)}";

    internal int Columns => Figures * (_options.CharacterOrder + _options.WordOrder);

    /// <summary>Scores candidates together: the chrF of a corpus. Of several references the best counts for each candidate.</summary>
    /// <param name="references">The references of each candidate.</param>
    /// <param name="candidates">The texts to score.</param>
    /// <exception cref="PipelineException">There are none, not as many of both, or a candidate has no reference.</exception>
    public double Score(IReadOnlyList<IReadOnlyList<string>> references, IReadOnlyList<string> candidates) =>
        FromCounts(SacreBleu.Sum(references, candidates, Columns, (expected, candidate, counts) => Count(expected, candidate, counts)));

    /// <summary>Scores a candidate against its references: from 0 to 100.</summary>
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
        $"{references}|case:{(_options.Lowercase ? "lc" : "mixed")}|eff:{(_options.EpsilonSmoothing ? "no" : "yes")}"
        + $"|nc:{_options.CharacterOrder}|nw:{_options.WordOrder}|space:{(_options.WhiteSpace ? "yes" : "no")}|{SacreBleu.Version}";

    // The figures of each order against the reference that gives the best score.
    internal void Count(IReadOnlyList<string> references, string candidate, double[] counts)
    {
        var said = new Text(candidate, _options);
        var best = -1.0;
        var some = new double[Columns];
        foreach (var reference in references)
        {
            Count(new Text(reference, _options), said, some);
            var score = FromCounts(some);
            if (score <= best)
                continue;
            best = score;
            some.CopyTo(counts, 0);
        }
    }

    internal double FromCounts(ReadOnlySpan<double> counts)
    {
        var orders = counts.Length / Figures;
        var squared = (double)_options.Beta * _options.Beta;
        var (precisions, recalls, effective, smoothed) = (0.0, 0.0, 0, 0.0);
        for (var order = 0; order < orders; order++)
        {
            var (candidate, reference, common) = (counts[Figures * order], counts[Figures * order + 1], counts[Figures * order + 2]);
            var precision = candidate > 0 ? common / candidate : Epsilon;
            var recall = reference > 0 ? common / reference : Epsilon;
            var weighted = squared * precision + recall;
            smoothed += weighted > 0 ? (1 + squared) * precision * recall / weighted : Epsilon;
            if (candidate > 0 && reference > 0)
                (precisions, recalls, effective) = (precisions + precision, recalls + recall, effective + 1);
        }

        if (_options.EpsilonSmoothing)
            return 100 * smoothed / orders;
        if (precisions + recalls == 0)
            return 0;
        (precisions, recalls) = (precisions / effective, recalls / effective);
        return 100 * (1 + squared) * precisions * recalls / (squared * precisions + recalls);
    }

    private void Count(Text reference, Text candidate, Span<double> counts)
    {
        var (ngrams, place) = (new NgramCounts(), 0);
        for (var n = 1; n <= _options.CharacterOrder; n++)
        {
            ngrams.Clear();
            var (expected, said) = (reference.Characters, candidate.Characters);
            expected.AddTo(ngrams, n);
            Put(counts, ref place, said.RunCount(n), expected.RunCount(n), said.TakeFrom(ngrams, n));
        }

        for (var n = 1; n <= _options.WordOrder; n++)
        {
            ngrams.Clear();
            var (expected, said) = (reference.Words, candidate.Words);
            expected.AddTo(ngrams, n);
            Put(counts, ref place, said.RunCount(n), expected.RunCount(n), said.TakeFrom(ngrams, n));
        }
    }

    // What the reference has no run of is not held against the candidate.
    private static void Put(Span<double> counts, ref int place, int candidate, int reference, int common)
    {
        counts[place++] = reference > 0 ? candidate : 0;
        counts[place++] = reference;
        counts[place++] = common;
    }

    private sealed class Text
    {
        public Text(string text, ChrfOptions options)
        {
            ArgumentNullException.ThrowIfNull(text);
            if (options.Lowercase)
                text = PythonText.ToLower(text);
            var words = PythonText.Split(text);
            Characters = new CharacterRuns(options.WhiteSpace ? text : string.Concat(words));
            Words = new WordRuns(options.WordOrder == 0 ? [] : WithoutPunctuation(words));
        }

        public CharacterRuns Characters { get; }

        public WordRuns Words { get; }

        // A punctuation mark at one end of a word is a word of its own, that at the end first.
        private static List<string> WithoutPunctuation(List<string> words)
        {
            var parts = new List<string>(words.Count + 4);
            foreach (var word in words)
            {
                var isOne = word.Length == 1 || (word.Length == 2 && char.IsSurrogatePair(word, 0));
                if (!isOne && PythonText.IsAsciiPunctuation(word[^1]))
                    parts.AddRange([word[..^1], word[^1..]]);
                else if (!isOne && PythonText.IsAsciiPunctuation(word[0]))
                    parts.AddRange([word[..1], word[1..]]);
                else
                    parts.Add(word);
            }

            return parts;
        }
    }
}
