namespace Pipelines.Encoders;

/// <summary>
/// Finds hard negatives for pairs: passages that a retriever ranks high for an anchor and that are none of its positives.
/// </summary>
public sealed class HardNegativeMiner
{
    private readonly ITextRetriever _retriever;
    private readonly HardNegativeOptions _options;

    /// <summary>Makes a miner.</summary>
    /// <param name="retriever">Searches the passages: by words, by an embedder's vectors, by both.</param>
    /// <param name="options">Which ranks; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public HardNegativeMiner(ITextRetriever retriever, HardNegativeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(retriever);
        (_retriever, _options) = (retriever, OptionsValidation.Validated(options ?? new HardNegativeOptions()));
    }

    /// <summary>Finds negatives.</summary>
    /// <param name="anchors">The anchors, which are searched with.</param>
    /// <param name="positives">The positive of each.</param>
    /// <param name="refused">
    /// Receives the place of each anchor that cannot be searched with, and why; it has no negatives then. Null makes the first an error.
    /// </param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>
    /// Those of each anchor, best first; none is a positive of a pair with the same anchor, the anchor itself, or there twice. Texts are
    /// compared without outer white space.
    /// </returns>
    /// <exception cref="ArgumentException">There are not as many anchors as positives.</exception>
    /// <exception cref="PipelineException">An anchor cannot be searched with.</exception>
    public IReadOnlyList<IReadOnlyList<string>> Mine(
        IReadOnlyList<string> anchors, IReadOnlyList<string> positives, Action<int, PipelineException>? refused = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(positives);
        if (anchors.Count != positives.Count)
            throw new ArgumentException(
                $"There are {anchors.Count} anchors and {positives.Count} positives; one of each a pair was expected.", nameof(positives));
        var known = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        for (var i = 0; i < anchors.Count; i++)
        {
            var anchor = anchors[i].Trim();
            if (!known.TryGetValue(anchor, out var texts))
                known.Add(anchor, texts = new HashSet<string>(StringComparer.Ordinal) { anchor });
            texts.Add(positives[i].Trim());
        }

        var result = new IReadOnlyList<string>[anchors.Count];
        for (var start = 0; start < anchors.Count; start += _options.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = new string[Math.Min(_options.BatchSize, anchors.Count - start)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = anchors[start + i];
            var found = Search(batch, start, refused, cancellationToken);
            for (var i = 0; i < batch.Length; i++)
                result[start + i] = Choose(found[i], known[batch[i].Trim()], start + i);
        }

        return result;
    }

    private IReadOnlyList<IReadOnlyList<RetrievedPassage>> Search(
        string[] batch, int start, Action<int, PipelineException>? refused, CancellationToken cancellationToken)
    {
        try
        {
            return _retriever.Retrieve(batch, _options.LastRank, cancellationToken);
        }
        catch (PipelineException) when (refused is not null)
        {
            // One query that is refused does not lose the others.
            var found = new IReadOnlyList<RetrievedPassage>[batch.Length];
            for (var i = 0; i < batch.Length; i++)
            {
                try
                {
                    found[i] = _retriever.Retrieve(batch[i], _options.LastRank, cancellationToken);
                }
                catch (PipelineException e)
                {
                    refused(start + i, e);
                    found[i] = [];
                }
            }

            return found;
        }
    }

    private List<string> Choose(IReadOnlyList<RetrievedPassage> found, HashSet<string> known, int place)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var texts = new List<string>();
        for (var rank = _options.FirstRank; rank <= Math.Min(_options.LastRank, found.Count); rank++)
        {
            var text = found[rank - 1].Text;
            if (!known.Contains(text.Trim()) && seen.Add(text.Trim()))
                texts.Add(text);
        }

        if (texts.Count <= _options.Count)
            return texts;
        if (_options.Seed is not { } seed)
            return texts[.._options.Count];

        // Drawn places are put back into the order of ranks.
        var places = new int[texts.Count];
        for (var i = 0; i < places.Length; i++)
            places[i] = i;
        RowRandom.Shuffle(places.AsSpan(), RowRandom.Of(seed, 0, place));
        var chosen = places.AsSpan(0, _options.Count);
        chosen.Sort();
        var result = new List<string>(chosen.Length);
        foreach (var at in chosen)
            result.Add(texts[at]);
        return result;
    }
}
