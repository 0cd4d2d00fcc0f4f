namespace Pipelines.Retrieval;

/// <summary>
/// Which of BM25's published forms scores. N is the number of documents, n those with the term, f the term's count in the document, L the
/// document's length over the mean, and s = 1 − b + b·L.
/// </summary>
public enum Bm25Variant
{
    /// <summary>ln(1 + (N − n + ½)/(n + ½)) · f/(f + k1·s), as Lucene's: never negative.</summary>
    Lucene,

    /// <summary>max(0, ln((N − n + ½)/(n + ½))) · f/(f + k1·s): the original, floored.</summary>
    Robertson,

    /// <summary>ln(N/n) · f·(k1 + 1)/(f + k1·s).</summary>
    Atire,

    /// <summary>
    /// ln((N + 1)/(n + ½)) · (k1 + 1)·(c + delta)/(k1 + c + delta) with c = f/s (Lv and Zhai 2011), also for documents without the term.
    /// </summary>
    Bm25L,

    /// <summary>ln((N + 1)/n) · (delta + f·(k1 + 1)/(f + k1·s)) (Lv and Zhai 2011), also for documents without the term.</summary>
    Bm25Plus,

    /// <summary>
    /// ln((N − n + ½)/(n + ½)) · f·(k1 + 1)/(f + k1·s); a negative logarithm is replaced by epsilon times the mean over all terms.
    /// </summary>
    Okapi,

    /// <summary><see cref="Bm25L"/> with one more factor f, which makes documents without the term score 0: rank_bm25's.</summary>
    RankBm25L,
}
