using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Retrieval;

/// <summary>
/// Terms to documents and documents to terms, the second so that a removal knows what to take back. Document numbers are those of the
/// adding order; a removed one stays in the postings until more are removed than are left, then all lists are written anew. Not for several
/// threads while one changes it.
/// </summary>
internal sealed class InvertedIndex
{
    private const int FewestToCompact = 64;

    private readonly Dictionary<long, int> _documents = [];
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<PostingList> _postings = [];
    private readonly List<long> _ids = [];
    private readonly List<int> _lengths = [];
    private readonly List<byte[]?> _termsOf = [];
    private readonly List<int> _numbers = [];
    private byte[] _encoded = new byte[256];
    private long _totalLength;

    // A reference: searches that run side by side may both set it.
    private StrongBox<double>? _meanOkapiIdf;

    public InvertedIndex() => _lookup = _terms.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Documents that are not removed.</summary>
    public int DocumentCount => _documents.Count;

    /// <summary>Document numbers given so far, those of removed ones included.</summary>
    public int Slots => _ids.Count;

    public int TermCount { get; private set; }

    public double MeanLength => DocumentCount == 0 ? 0 : (double)_totalLength / DocumentCount;

    public long PostingBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var list in _postings)
                bytes += list.Bytes.Length;
            return bytes;
        }
    }

    public ReadOnlySpan<long> Ids => CollectionsMarshal.AsSpan(_ids);

    /// <summary>Lengths in terms; −1 for a removed document.</summary>
    public ReadOnlySpan<int> Lengths => CollectionsMarshal.AsSpan(_lengths);

    public bool TryGetDocument(long id, out int document) => _documents.TryGetValue(id, out document);

    /// <summary>The postings of a term that a document has; null where none has.</summary>
    public PostingList? Find(ReadOnlySpan<char> term) =>
        _lookup.TryGetValue(term, out var number) && _postings[number].DocumentFrequency > 0 ? _postings[number] : null;

    /// <summary>Adds a document whose id is not there.</summary>
    public void Add(long id, IReadOnlyList<string> terms)
    {
        if (_ids.Count == Array.MaxLength)
            throw new RetrievalException($"The index is full: it has {Array.MaxLength:N0} documents. Use several indexes.");
        _numbers.Clear();
        for (var i = 0; i < terms.Count; i++)
            _numbers.Add(NumberOf(terms[i]));
        var document = _ids.Count;
        _documents.Add(id, document);
        _ids.Add(id);
        _lengths.Add(terms.Count);
        _termsOf.Add(AddPostings(document));
        _totalLength += terms.Count;
        _meanOkapiIdf = null;
    }

    public bool Remove(long id)
    {
        if (!_documents.Remove(id, out var document))
            return false;
        ReadOnlySpan<byte> rest = _termsOf[document];
        for (var term = -1; !rest.IsEmpty;)
        {
            term += (int)Varint.Read(ref rest);
            if (--_postings[term].DocumentFrequency == 0)
                TermCount--;
        }

        _totalLength -= _lengths[document];
        _lengths[document] = -1;
        _termsOf[document] = null;
        _meanOkapiIdf = null;
        if (Slots >= FewestToCompact && DocumentCount < Slots / 2)
            Compact();
        return true;
    }

    /// <summary>
    /// The mean of Okapi's logarithms over all terms, added up by ascending frequency: the same whatever order the terms came in.
    /// </summary>
    public double GetMeanOkapiIdf()
    {
        if (_meanOkapiIdf is { } known)
            return known.Value;
        var counts = new SortedDictionary<int, int>();
        foreach (var list in _postings)
        {
            if (list.DocumentFrequency > 0)
                counts[list.DocumentFrequency] = counts.GetValueOrDefault(list.DocumentFrequency) + 1;
        }

        var sum = 0.0;
        foreach (var (frequency, terms) in counts)
            sum += terms * Bm25Weights.OkapiIdf(DocumentCount, frequency);
        var mean = TermCount == 0 ? 0 : sum / TermCount;
        _meanOkapiIdf = new StrongBox<double>(mean);
        return mean;
    }

    /// <summary>The terms that a document has, with postings that hold no removed document and number the rest in order.</summary>
    public IEnumerable<(string Term, PostingList Postings)> Compacted()
    {
        var renumbered = Renumber();
        foreach (var (term, number) in _terms)
        {
            var list = _postings[number];
            if (list.DocumentFrequency > 0)
                yield return (term, DocumentCount == Slots ? list : Rewrite(list, renumbered));
        }
    }

    /// <summary>Adds documents that have no terms yet, for <see cref="AddTerm"/> to add.</summary>
    public void AddDocument(long id, int length)
    {
        if (length < 0 || !_documents.TryAdd(id, _ids.Count))
            throw new FormatException($"The document {id} comes twice, or its length is negative.");
        _ids.Add(id);
        _lengths.Add(length);
        _termsOf.Add([]);
        _totalLength += length;
    }

    /// <summary>Adds a term with all its postings.</summary>
    public void AddTerm(string term, ReadOnlySpan<byte> postings)
    {
        var list = new PostingList();
        var reader = new PostingList.Reader(postings);
        while (reader.Next())
        {
            if (reader.Document >= Slots)
                throw new FormatException($"The term '{term}' is in a document that is not there.");
            list.Add(reader.Document, reader.Count);
        }

        if (list.DocumentFrequency == 0 || !_terms.TryAdd(term, _postings.Count))
            throw new FormatException($"The term '{term}' comes twice, or is in no document.");
        _postings.Add(list);
        TermCount++;
    }

    /// <summary>Ends what <see cref="AddDocument"/> and <see cref="AddTerm"/> began: gives documents their terms.</summary>
    public void Link()
    {
        var lengths = new long[Slots];
        var sizes = new int[Slots];
        var last = new int[Slots];
        Array.Fill(last, -1);
        for (var term = 0; term < _postings.Count; term++)
        {
            var reader = new PostingList.Reader(_postings[term].Bytes);
            while (reader.Next())
            {
                lengths[reader.Document] += reader.Count;
                sizes[reader.Document] += Varint.LengthOf((ulong)(term - last[reader.Document]));
                last[reader.Document] = term;
            }
        }

        for (var document = 0; document < Slots; document++)
        {
            if (lengths[document] != _lengths[document])
            {
                throw new FormatException(
                    $"The document {_ids[document]} has {lengths[document]} terms, but its length is {_lengths[document]}.");
            }

            _termsOf[document] = sizes[document] == 0 ? [] : new byte[sizes[document]];
        }

        Array.Clear(sizes);
        Array.Fill(last, -1);
        for (var term = 0; term < _postings.Count; term++)
        {
            var reader = new PostingList.Reader(_postings[term].Bytes);
            while (reader.Next())
            {
                var document = reader.Document;
                sizes[document] += Varint.Write(_termsOf[document].AsSpan(sizes[document]), (ulong)(term - last[document]));
                last[document] = term;
            }
        }
    }

    private static PostingList Rewrite(PostingList list, int[] renumbered)
    {
        var result = new PostingList();
        var reader = new PostingList.Reader(list.Bytes);
        while (reader.Next())
        {
            if (renumbered[reader.Document] >= 0)
                result.Add(renumbered[reader.Document], reader.Count);
        }

        return result;
    }

    private int NumberOf(string term)
    {
        if (_terms.TryGetValue(term, out var number))
            return number;
        number = _postings.Count;
        _terms.Add(term, number);
        _postings.Add(new PostingList());
        return number;
    }

    /// <summary>Adds the document to the lists of its terms; gives them as gaps of ascending numbers.</summary>
    private byte[] AddPostings(int document)
    {
        _numbers.Sort();
        var (length, last) = (0, -1);
        for (var i = 0; i < _numbers.Count;)
        {
            var number = _numbers[i];
            var count = 1;
            while (++i < _numbers.Count && _numbers[i] == number)
                count++;
            var list = _postings[number];
            list.Add(document, count);
            if (list.DocumentFrequency == 1)
                TermCount++;
            if (length + Varint.MaximumLength > _encoded.Length)
                Array.Resize(ref _encoded, 2 * _encoded.Length);
            length += Varint.Write(_encoded.AsSpan(length), (ulong)(number - last));
            last = number;
        }

        return _encoded.AsSpan(0, length).ToArray();
    }

    private int[] Renumber()
    {
        var numbers = new int[Slots];
        var next = 0;
        for (var document = 0; document < numbers.Length; document++)
            numbers[document] = _lengths[document] < 0 ? -1 : next++;
        return numbers;
    }

    private void Compact()
    {
        var kept = Compacted().ToList();
        var next = 0;
        for (var document = 0; document < Slots; document++)
        {
            if (_lengths[document] < 0)
                continue;
            (_ids[next], _lengths[next]) = (_ids[document], _lengths[document]);
            _documents[_ids[next]] = next;
            next++;
        }

        _ids.RemoveRange(next, Slots - next);
        _lengths.RemoveRange(next, _lengths.Count - next);
        _termsOf.RemoveRange(next, _termsOf.Count - next);
        _terms.Clear();
        _postings.Clear();
        foreach (var (term, list) in kept)
        {
            _terms.Add(term, _postings.Count);
            _postings.Add(list);
        }

        TermCount = _postings.Count;
        Link();
    }
}
