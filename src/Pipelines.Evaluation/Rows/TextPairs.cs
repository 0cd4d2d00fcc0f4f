namespace Pipelines.Evaluation;

/// <summary>Reads texts to score and their references, one a row or several.</summary>
internal sealed class TextPairs
{
    private readonly bool _allowsNoReference;

    public TextPairs(DataViewSchema schema, string reference, string candidate, bool allowsNoReference = false)
    {
        Candidate = schema.RequireColumn<ReadOnlyMemory<char>>(candidate);
        Reference = schema.GetColumnOrNull(reference) is { Type: VectorDataViewType }
            ? schema.RequireColumn<VBuffer<ReadOnlyMemory<char>>>(reference)
            : schema.RequireColumn<ReadOnlyMemory<char>>(reference);
        _allowsNoReference = allowsNoReference;
    }

    public DataViewSchema.Column Reference { get; }

    public DataViewSchema.Column Candidate { get; }

    public DataViewSchema.Column[] Columns => NeededColumns.Of(Reference, Candidate);

    /// <summary>Reads the row at its position.</summary>
    public Func<TextPair> Start(DataViewRow row)
    {
        var getCandidate = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[Candidate.Name]);
        var readReferences = Reference.Type is VectorDataViewType ? Several(row) : One(row);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            var references = readReferences();
            getCandidate(ref text);
            return new TextPair(references, text.ToString());
        };
    }

    /// <summary>All rows, in order.</summary>
    public IEnumerable<TextPair> Read(IDataView data, CancellationToken cancellationToken)
    {
        using var cursor = data.GetRowCursor(Columns);
        var read = Start(cursor);
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return read();
        }
    }

    private Func<string[]> One(DataViewRow row)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[Reference.Name]);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            get(ref text);
            return [text.ToString()];
        };
    }

    private Func<string[]> Several(DataViewRow row)
    {
        var get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[Reference.Name]);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            get(ref texts);
            if (texts.Length == 0 && !_allowsNoReference)
                throw new CellException(row.Position, Reference.Name, "there is no reference; each row needs at least one.");
            var references = new string[texts.Length];
            for (var i = 0; i < references.Length; i++)
                references[i] = texts.GetItemOrDefault(i).ToString();
            return references;
        };
    }
}
