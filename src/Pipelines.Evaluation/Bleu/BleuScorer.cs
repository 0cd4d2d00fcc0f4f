using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Scores texts by BLEU (Papineni et al. 2002) as sacreBLEU (Post 2018) does. It can be used by several threads.</summary>
public sealed class BleuScorer
{
    // The logarithm that stands for that of 0.
    private const double LogarithmOfZero = -9999999999;

    private readonly BleuOptions _options;

    /// <summary>Makes a scorer.</summary>
    /// <param name="options">How BLEU is computed; null for the defaults. They are copied.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public BleuScorer(BleuOptions? options = null) => _options = OptionsValidation.Validated(options ?? new BleuOptions()).Clone();

    internal int Columns => 2 * _options.MaximumOrder + 2;

    /// <summary>Scores candidates together: the BLEU of a corpus.</summary>
    /// <param name="references">The references of each candidate.</param>
    /// <param name="candidates">The texts to score.</param>
    /// <exception cref="PipelineException">There are none, not as many of both, or a candidate has no reference.</exception>
    public BleuScore Score(IReadOnlyList<IReadOnlyList<string>> references, IReadOnlyList<string> candidates) =>
        FromCounts(SacreBleu.Sum(references, candidates, Columns, (expected, candidate, counts) => Count(expected, candidate, counts)));

    /// <summary>Scores a candidate against its references. <see cref="BleuOptions.EffectiveOrder"/> is for this.</summary>
    /// <param name="references">The expected texts, one at least.</param>
    /// <param name="candidate">The text to score.</param>
    /// <exception cref="PipelineException">There is no reference.</exception>
    public BleuScore Score(IReadOnlyList<string> references, string candidate) => Score([references], [candidate]);

    /// <summary>
    /// How the scores of these references are made, as sacreBLEU writes it; scores with other signatures cannot be compared.
    /// </summary>
    public string SignatureFor(IReadOnlyList<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        return Signature(SacreBleu.References(references.Select(r => r.Count)));
    }

    internal string Signature(string references)
    {
        var tokenization = _options.Tokenization switch
        {
            BleuTokenization.V13A => "13a",
            BleuTokenization.International => "intl",
            BleuTokenization.Character => "char",
            BleuTokenization.Chinese => "zh",
            _ => "none",
        };
        var smoothing = _options.Smoothing switch
        {
            BleuSmoothing.Exponential => "exp",
            BleuSmoothing.Floor => string.Create(CultureInfo.InvariantCulture, $"floor[{_options.Smoothed:F2}]"),
            BleuSmoothing.AddK => string.Create(CultureInfo.InvariantCulture, $"add-k[{_options.Smoothed:F2}]"),
            _ => "none",
        };
        return $"{references}|case:{(_options.Lowercase ? "lc" : "mixed")}|eff:{(_options.EffectiveOrder ? "yes" : "no")}"
            + $"|tok:{tokenization}|smooth:{smoothing}|{SacreBleu.Version}";
    }

    // The hits and runs of each order, then the lengths.
    internal void Count(IReadOnlyList<string> references, string candidate, Span<double> counts)
    {
        var orders = _options.MaximumOrder;
        var said = Words(candidate);
        counts.Clear();
        var (best, one) = (new NgramCounts(), new NgramCounts());
        var nearest = -1;
        for (var r = 0; r < references.Count; r++)
        {
            var expected = Words(references[r]);
            if (nearest < 0 || IsNearer(expected.Count, nearest, said.Count))
                nearest = expected.Count;
            one.Clear();
            for (var n = 1; n <= orders; n++)
                expected.AddTo(r == 0 ? best : one, n);
            best.RaiseTo(one);
        }

        for (var n = 1; n <= orders; n++)
            (counts[n - 1], counts[orders + n - 1]) = (said.TakeFrom(best, n), said.RunCount(n));
        (counts[2 * orders], counts[2 * orders + 1]) = (said.Count, nearest);
    }

    internal BleuScore FromCounts(ReadOnlySpan<double> counts) => FromCounts(counts, _options.EffectiveOrder);

    internal BleuScore FromCounts(ReadOnlySpan<double> counts, bool effectiveOrder)
    {
        var orders = _options.MaximumOrder;
        var (hits, totals, precisions) = (counts[..orders].ToArray(), counts[orders..(2 * orders)].ToArray(), new double[orders]);
        var (candidate, reference) = (counts[2 * orders], counts[2 * orders + 1]);
        var penalty = candidate >= reference ? 1 : candidate > 0 ? Math.Exp(1 - reference / candidate) : 0;
        if (!hits.AsSpan().ContainsAnyExcept(0.0))
            return new BleuScore(0, penalty, hits, totals, precisions, (long)candidate, (long)reference);
        var (order, half) = (orders, 1.0);
        for (var n = 0; n < orders; n++)
        {
            if (_options.Smoothing == BleuSmoothing.AddK && n > 0)
                (hits[n], totals[n]) = (hits[n] + _options.Smoothed, totals[n] + _options.Smoothed);
            if (totals[n] == 0)
                break;
            if (effectiveOrder)
                order = n + 1;
            if (hits[n] > 0)
                precisions[n] = 100 * hits[n] / totals[n];
            else if (_options.Smoothing == BleuSmoothing.Exponential)
                precisions[n] = 100 / ((half *= 2) * totals[n]);
            else if (_options.Smoothing == BleuSmoothing.Floor)
                precisions[n] = 100 * _options.Smoothed / totals[n];
        }

        var logarithms = 0.0;
        for (var n = 0; n < order; n++)
            logarithms += precisions[n] == 0 ? LogarithmOfZero : Math.Log(precisions[n]);
        return new BleuScore(penalty * Math.Exp(logarithms / order), penalty, hits, totals, precisions, (long)candidate, (long)reference);
    }

    private static bool IsNearer(int length, int other, int candidate)
    {
        var (distance, otherDistance) = (Math.Abs(length - candidate), Math.Abs(other - candidate));
        return distance < otherDistance || (distance == otherDistance && length < other);
    }

    private WordRuns Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new WordRuns(BleuWords.Split(_options.Lowercase ? PythonText.ToLower(text) : text, _options.Tokenization));
    }
}
