namespace Pipelines.Retrieval;

/// <summary>
/// Passages in memory: texts and metadata, a <see cref="Bm25Index"/> of their words and a vector index of the caller's choice, changed and
/// saved together. Searches go on while vectors are added, which are not to be found before the whole addition is.
/// </summary>
public sealed partial class EmbeddedPassageStore : IPassageStore
{
    private const int VectorsAtOnce = 1 << 14;
    private const int PassagesAtOnce = 256;
    private const int FewPassages = 64;

    // Changes come one at a time; what they change is searched under the other lock.
    private readonly Lock _writer = new();
    private readonly TurnLock _lock = new();
    private readonly Dictionary<long, StoredPassage> _passages;
    private readonly Bm25Index _words;

    // What the vector index holds beside the passages: additions that are not complete, removals that are not through.
    private HashSet<long>? _hidden;

    /// <summary>Makes an empty store whose vectors are all compared.</summary>
    /// <param name="dimension">Numbers a vector; 0 for passages without vectors.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="words">How words are found; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="VectorIndexException">The dimension is out of range.</exception>
    public EmbeddedPassageStore(int dimension = 0, VectorMetric metric = VectorMetric.Cosine, Bm25Options? words = null)
        : this([], new Bm25Index(words), dimension == 0 ? null : new FlatIndex(dimension, metric), metric)
    {
    }

    /// <summary>Makes an empty store.</summary>
    /// <param name="index">The index of its vectors, empty and trained where it needs that. From now on the store fills it.</param>
    /// <param name="words">How words are found; null for the defaults.</param>
    /// <exception cref="PassageStoreException">The index is not empty.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public EmbeddedPassageStore(IVectorIndex index, Bm25Options? words = null)
        : this([], new Bm25Index(words), Empty(index), index.Metric)
    {
    }

    private EmbeddedPassageStore(Dictionary<long, StoredPassage> passages, Bm25Index words, IVectorIndex? index, VectorMetric metric)
    {
        (_passages, _words, Index) = (passages, words, index);
        (Dimension, Metric) = (index?.Dimension ?? 0, metric);
    }

    /// <summary>
    /// The index of the vectors, for its settings; null where there are none. Only the store adds to it and removes from it.
    /// </summary>
    public IVectorIndex? Index { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public VectorMetric Metric { get; }

    /// <inheritdoc/>
    public void Add(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default)
    {
        lock (_writer)
        {
            if (PassageChecks.FindRejected(passages, Dimension, _passages.ContainsKey) is [var first, ..])
                throw first.Reason;
            Put(passages, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RejectedPassage> AddValid(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default)
    {
        lock (_writer)
        {
            var rejected = PassageChecks.FindRejected(passages, Dimension, _passages.ContainsKey);
            var good = new List<Passage>(passages.Count - rejected.Count);
            for (int row = 0, next = 0; row < passages.Count; row++)
            {
                if (next < rejected.Count && rejected[next].Row == row)
                    next++;
                else
                    good.Add(passages[row]);
            }

            Put(good, cancellationToken);
            return rejected;
        }
    }

    /// <inheritdoc/>
    public void Upsert(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default)
    {
        lock (_writer)
        {
            if (PassageChecks.FindRejected(passages, Dimension, isTaken: null) is [var first, ..])
                throw first.Reason;
            Put(passages, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public int Remove(IReadOnlyList<long> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writer)
        {
            var removed = 0;
            var vectors = new HashSet<long>();
            Write(() =>
            {
                foreach (var id in ids)
                {
                    if (!_passages.Remove(id, out var passage))
                        continue;
                    removed++;
                    _words.Remove(id);
                    if (passage.HasVector)
                        vectors.Add(id);
                }

                _hidden = vectors.Count > 0 ? vectors : null;
            });
            if (vectors.Count > 0)
            {
                // An index may tidy up at length after a removal.
                Index!.Remove([.. vectors]);
                Write(() => _hidden = null);
            }

            return removed;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Passage?> Get(IReadOnlyList<long> ids, bool includeVectors = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        return Read(() =>
        {
            var found = new Passage?[ids.Count];
            for (var i = 0; i < found.Length; i++)
                found[i] = Find(ids[i], includeVectors);
            return found;
        });
    }

    /// <inheritdoc/>
    public bool Contains(long id) => Read(() => _passages.ContainsKey(id));

    /// <inheritdoc/>
    public long Count(PassageFilter? filter = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Read(() => filter is null ? _passages.Count : Matching(filter).Count);
    }

    /// <inheritdoc/>
    public IEnumerable<Passage> Enumerate(PassageFilter? filter = null, bool includeVectors = false)
    {
        var ids = Read(() => filter is null ? [.. _passages.Keys] : Matching(filter).ToArray());
        Array.Sort(ids);
        for (var start = 0; start < ids.Length; start += PassagesAtOnce)
        {
            foreach (var passage in Get(new ArraySegment<long>(ids, start, Math.Min(PassagesAtOnce, ids.Length - start)), includeVectors))
            {
                if (passage is not null && filter?.Matches(passage.Metadata) != false)
                    yield return passage;
            }
        }
    }

    private static IVectorIndex Empty(IVectorIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return index.Count == 0 ? index : throw new PassageStoreException(
            $"The index holds {index.Count} vectors that no passage belongs to. Give the store an empty one, and add through the store.");
    }

    /// <summary>Adds and replaces; nothing can be refused any more.</summary>
    private void Put(IReadOnlyList<Passage> passages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var terms = new IReadOnlyList<string>[passages.Count];

        // A few passages are analysed sooner than other threads begin, where those are busy searching.
        var options = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = terms.Length <= FewPassages ? 1 : -1,
        };
        Parallel.For(0, terms.Length, options, i => terms[i] = _words.Analyzer.Analyze(passages[i].Text));
        var stored = new StoredPassage[passages.Count];
        var (added, replacing) = (new List<Passage>(), new List<Passage>());
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] = StoredPassage.Copy(passages[i]);
            if (stored[i].HasVector)
                (_passages.ContainsKey(passages[i].Id) ? replacing : added).Add(passages[i]);
        }

        AddHidden(added, cancellationToken);
        Write(() =>
        {
            RemoveReplaced(passages);
            AddVectors(replacing, CancellationToken.None);
            for (var i = 0; i < stored.Length; i++)
            {
                _words.Add(passages[i].Id, terms[i]);
                _passages.Add(passages[i].Id, stored[i]);
            }

            _hidden = null;
        });
    }

    private void RemoveReplaced(IReadOnlyList<Passage> passages)
    {
        var vectors = new List<long>();
        for (var i = 0; i < passages.Count; i++)
        {
            if (!_passages.Remove(passages[i].Id, out var old))
                continue;
            _words.Remove(passages[i].Id);
            if (old.HasVector)
                vectors.Add(passages[i].Id);
        }

        if (vectors.Count > 0)
            Index!.Remove([.. vectors]);
    }

    /// <summary>Adds vectors while searches go on, which do not see them yet.</summary>
    private void AddHidden(List<Passage> passages, CancellationToken cancellationToken)
    {
        if (passages.Count == 0)
            return;
        var ids = new HashSet<long>(passages.Count);
        foreach (var passage in passages)
            ids.Add(passage.Id);
        Write(() => _hidden = ids);
        try
        {
            AddVectors(passages, cancellationToken);
        }
        catch
        {
            Index!.Remove([.. ids]);
            Write(() => _hidden = null);
            throw;
        }
    }

    private void AddVectors(List<Passage> passages, CancellationToken cancellationToken)
    {
        for (var start = 0; start < passages.Count; start += VectorsAtOnce)
        {
            var count = Math.Min(VectorsAtOnce, passages.Count - start);
            var (ids, rows) = (new long[count], new float[checked(count * Dimension)]);
            for (var i = 0; i < count; i++)
            {
                ids[i] = passages[start + i].Id;
                passages[start + i].Vector.Span.CopyTo(rows.AsSpan(i * Dimension));
            }

            Index!.Add(ids, rows, cancellationToken);
        }
    }

    private Passage? Find(long id, bool includeVectors)
    {
        if (!_passages.TryGetValue(id, out var stored))
            return null;
        var vector = stored.HasVector && includeVectors ? new float[Dimension] : [];
        if (vector.Length > 0 && !Index!.TryReconstruct(id, vector))
            throw new PassageStoreException($"The vector of the passage {id} is gone: something else than the store changed its index.");
        return new Passage(id, stored.Text) { Metadata = stored.Metadata, Vector = vector };
    }

    private HashSet<long> Matching(PassageFilter filter)
    {
        var ids = new HashSet<long>();
        foreach (var (id, passage) in _passages)
        {
            if (filter.Matches(passage.Metadata))
                ids.Add(id);
        }

        return ids;
    }

    private void Write(Action change)
    {
        _lock.EnterWriteLock();
        try
        {
            change();
        }
        finally
        {
            _lock.ExitWriteLock();
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
