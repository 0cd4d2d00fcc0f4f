namespace Pipelines.Retrieval;

/// <summary>The formulas over the statistics of an index at one moment.</summary>
/// <param name="options">Form and parameters.</param>
/// <param name="documentCount">N.</param>
/// <param name="meanLength">The mean length of a document.</param>
/// <param name="meanIdf">The mean of Okapi's logarithms over all terms; not used by other forms.</param>
internal readonly struct Bm25Weights(Bm25Options options, int documentCount, double meanLength, double meanIdf)
{
    private readonly Bm25Variant _variant = options.Variant;
    private readonly double _k1 = options.K1;
    private readonly double _delta = options.Delta;
    private readonly double _constant = 1 - options.B;
    private readonly double _perTerm = meanLength > 0 ? options.B / meanLength : 0;
    private readonly double _floor = options.Epsilon * meanIdf;

    public static double OkapiIdf(int documentCount, int frequency) =>
        Math.Log(documentCount - frequency + 0.5) - Math.Log(frequency + 0.5);

    /// <summary>The factor that rare terms have and common ones have not.</summary>
    /// <param name="frequency">The documents with the term, at least 1.</param>
    public double Idf(int frequency) => _variant switch
    {
        Bm25Variant.Lucene => Math.Log(1 + ((documentCount - frequency + 0.5) / (frequency + 0.5))),
        Bm25Variant.Robertson => Math.Max(0, OkapiIdf(documentCount, frequency)),
        Bm25Variant.Atire => Math.Log((double)documentCount / frequency),
        Bm25Variant.Bm25L or Bm25Variant.RankBm25L => Math.Log((documentCount + 1) / (frequency + 0.5)),
        Bm25Variant.Bm25Plus => Math.Log((documentCount + 1.0) / frequency),
        Bm25Variant.Okapi => OkapiIdf(documentCount, frequency) is >= 0 and var idf ? idf : _floor,
        _ => throw new InvalidOperationException($"{_variant} is no variant of BM25."),
    };

    /// <summary>What a document without the term scores, per unit of idf.</summary>
    public double Absent => _variant switch
    {
        Bm25Variant.Bm25L => _k1 + _delta > 0 ? (_k1 + 1) * _delta / (_k1 + _delta) : 0,
        Bm25Variant.Bm25Plus => _delta,
        _ => 0,
    };

    /// <summary>What a document with the term scores, per unit of idf.</summary>
    /// <param name="count">How often the term occurs, at least 1.</param>
    /// <param name="length">The document's length in terms.</param>
    public double Present(int count, int length)
    {
        var scale = _constant + (_perTerm * length);
        switch (_variant)
        {
            case Bm25Variant.Lucene or Bm25Variant.Robertson:
                return count / (count + (_k1 * scale));
            case Bm25Variant.Bm25L or Bm25Variant.RankBm25L:
                var shifted = (count / scale) + _delta;
                var weight = (_k1 + 1) * shifted / (_k1 + shifted);
                return _variant == Bm25Variant.RankBm25L ? count * weight : weight;
            case Bm25Variant.Bm25Plus:
                return _delta + (count * (_k1 + 1) / (count + (_k1 * scale)));
            default:
                return count * (_k1 + 1) / (count + (_k1 * scale));
        }
    }
}
