namespace Contoso.Retrieval;

/// <summary>Finds the passages that begin with the most letters of the query.</summary>
public sealed class FirstLettersRetriever(IReadOnlyList<string> passages) : ITextRetriever
{
    public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
        IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var results = new List<IReadOnlyList<RetrievedPassage>>(queries.Count);
        foreach (var query in queries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add([.. passages
                .Select((text, id) => new RetrievedPassage(id, text, query.AsSpan().CommonPrefixLength(text)))
                .Where(passage => passage.Score > 0)
                .OrderByDescending(passage => passage.Score).ThenBy(passage => passage.Id)
                .Take(topK)]);
        }

        return results;
    }
}
