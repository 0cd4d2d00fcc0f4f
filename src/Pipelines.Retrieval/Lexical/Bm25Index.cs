using System.Buffers;
using System.Text;

namespace Pipelines.Retrieval;

/// <summary>
/// A lexical index: finds the documents that share words with a query and ranks them by BM25 (Robertson and Zaragoza 2009). Documents have
/// the caller's ids. Any number of threads may search while one adds or removes; a search sees a change whole or not at all.
/// </summary>
public sealed partial class Bm25Index
{
    private readonly TurnLock _lock = new();
    private readonly InvertedIndex _index;
    private readonly TextAnalyzer _analyzer;
    private readonly Bm25Options _options;

    /// <summary>Makes an empty index.</summary>
    /// <param name="options">Formula and analyser; null for the defaults. Later changes to them have no effect.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public Bm25Index(Bm25Options? options = null)
        : this(options ?? new Bm25Options(), new InvertedIndex())
    {
    }

    private Bm25Index(Bm25Options options, InvertedIndex index)
    {
        _options = OptionsValidation.Validated(Copy(options));
        _analyzer = new TextAnalyzer(_options.Analyzer);
        _index = index;
    }

    /// <summary>Formula and analyser, a copy.</summary>
    public Bm25Options Options => Copy(_options);

    /// <summary>How texts become terms.</summary>
    public TextAnalyzer Analyzer => _analyzer;

    /// <summary>How many documents there are.</summary>
    public int Count => Read(() => _index.DocumentCount);

    /// <summary>How many terms the documents have.</summary>
    public int TermCount => Read(() => _index.TermCount);

    /// <summary>The size of the compressed postings in memory, in bytes.</summary>
    public long PostingBytes => Read(() => _index.PostingBytes);

    /// <summary>Whether a document is there.</summary>
    public bool Contains(long id) => Read(() => _index.TryGetDocument(id, out _));

    /// <summary>Adds a document.</summary>
    /// <param name="id">Its id, which no other document has.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="RetrievalException">There is a document of this id.</exception>
    public void Add(long id, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Add(id, _analyzer.Analyze(text));
    }

    /// <summary>Adds a document by its terms, which no analyser changes.</summary>
    /// <param name="id">Its id, which no other document has.</param>
    /// <param name="terms">Its terms, in any order, each as often as it occurs.</param>
    /// <exception cref="RetrievalException">There is a document of this id.</exception>
    public void Add(long id, IReadOnlyList<string> terms)
    {
        CheckTerms(terms);
        _lock.EnterWriteLock();
        try
        {
            if (_index.TryGetDocument(id, out _))
                throw Duplicate(id);
            _index.Add(id, terms);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Adds documents, analysed on all cores.</summary>
    /// <param name="documents">Ids and texts.</param>
    /// <param name="refused">
    /// Told of each document whose id is there already; the others are added. Where null, such a document is an error and none is added.
    /// </param>
    /// <exception cref="RetrievalException">An id is there already, or twice among these.</exception>
    public void AddRange(IReadOnlyList<KeyValuePair<long, string>> documents, Action<long, RetrievalException>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        foreach (var (id, text) in documents)
        {
            if (text is null)
                throw new RetrievalException($"The document {id} has no text: null. An empty text is allowed.");
        }

        var terms = new IReadOnlyList<string>[documents.Count];
        Parallel.For(0, terms.Length, i => terms[i] = _analyzer.Analyze(documents[i].Value));
        var duplicates = new List<long>();
        _lock.EnterWriteLock();
        try
        {
            if (refused is null)
                CheckNew(documents);
            for (var i = 0; i < terms.Length; i++)
            {
                if (_index.TryGetDocument(documents[i].Key, out _))
                    duplicates.Add(documents[i].Key);
                else
                    _index.Add(documents[i].Key, terms[i]);
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        foreach (var id in duplicates)
            refused!(id, Duplicate(id));
    }

    /// <summary>Removes a document.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(long id)
    {
        _lock.EnterWriteLock();
        try
        {
            return _index.Remove(id);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private static Bm25Options Copy(Bm25Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Bm25Options
        {
            Variant = options.Variant,
            K1 = options.K1,
            B = options.B,
            Delta = options.Delta,
            Epsilon = options.Epsilon,
            Analyzer = options.Analyzer is not { StopWords: not null } analyzer ? options.Analyzer! : new TextAnalyzerOptions
            {
                Lowercase = analyzer.Lowercase,
                StopWords = [.. analyzer.StopWords],
                Stemmer = analyzer.Stemmer,
            },
        };
    }

    private static void CheckTerms(IReadOnlyList<string> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        for (var i = 0; i < terms.Count; i++)
        {
            if (string.IsNullOrEmpty(terms[i]))
                throw new RetrievalException($"Term {i} is empty. Leave it out.");
            if (terms[i].AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !IsWellFormed(terms[i]))
                throw new RetrievalException($"Term {i} has half a surrogate pair, which no file can hold. Repair the text.");
        }
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var used) != OperationStatus.Done)
                return false;
            text = text[used..];
        }

        return true;
    }

    private static RetrievalException Duplicate(long id) =>
        new($"There is a document with the id {id} already. Remove it first, or give this one another id.");

    private void CheckNew(IReadOnlyList<KeyValuePair<long, string>> documents)
    {
        var seen = new HashSet<long>();
        foreach (var (id, _) in documents)
        {
            if (!seen.Add(id) || _index.TryGetDocument(id, out _))
                throw Duplicate(id);
        }
    }

    private TResult Read<TResult>(Func<TResult> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }
}
