namespace Pipelines.Encoders;

/// <summary>Reads anchors, positives and negatives, which may be one text a row or a vector of them.</summary>
internal sealed class ContrastiveRowReader : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<ReadOnlyMemory<char>> _getAnchor;
    private readonly ValueGetter<ReadOnlyMemory<char>> _getPositive;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _getNegative;
    private readonly ValueGetter<VBuffer<ReadOnlyMemory<char>>>? _getNegatives;
    private ReadOnlyMemory<char> _text;
    private VBuffer<ReadOnlyMemory<char>> _texts;

    public ContrastiveRowReader(IDataView data, TrainEmbedderOptions options)
    {
        var anchor = data.Schema.RequireColumn<ReadOnlyMemory<char>>(options.AnchorColumn);
        var positive = data.Schema.RequireColumn<ReadOnlyMemory<char>>(options.PositiveColumn);
        List<DataViewSchema.Column> columns = [anchor, positive];
        DataViewSchema.Column? negatives = options.NegativesColumn is { } name ? RequireNegatives(data.Schema, name) : null;
        if (negatives is { } more)
            columns.Add(more);
        _cursor = data.GetRowCursor(columns);
        _getAnchor = _cursor.GetGetter<ReadOnlyMemory<char>>(anchor);
        _getPositive = _cursor.GetGetter<ReadOnlyMemory<char>>(positive);
        if (negatives is { Type: VectorDataViewType } several)
            _getNegatives = _cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(several);
        else if (negatives is { } one)
            _getNegative = _cursor.GetGetter<ReadOnlyMemory<char>>(one);
    }

    public string Anchor { get; private set; } = "";

    public string Positive { get; private set; } = "";

    /// <summary>Those that have a text.</summary>
    public List<string> Negatives { get; } = [];

    /// <summary>Checks the column of negatives.</summary>
    /// <exception cref="SchemaException">It is missing, or holds no texts.</exception>
    public static DataViewSchema.Column RequireNegatives(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) is { Type: VectorDataViewType }
            ? schema.RequireColumn<VBuffer<ReadOnlyMemory<char>>>(name)
            : schema.RequireColumn<ReadOnlyMemory<char>>(name);

    public bool MoveNext()
    {
        if (!_cursor.MoveNext())
            return false;
        _getAnchor(ref _text);
        Anchor = _text.ToString();
        _getPositive(ref _text);
        Positive = _text.ToString();
        Negatives.Clear();
        if (_getNegative is not null)
        {
            _getNegative(ref _text);
            Add(_text);
        }

        if (_getNegatives is not null)
        {
            _getNegatives(ref _texts);
            foreach (var text in _texts.GetValues())
                Add(text);
        }

        return true;
    }

    public void Dispose() => _cursor.Dispose();

    private void Add(ReadOnlyMemory<char> text)
    {
        if (!text.Span.IsWhiteSpace())
            Negatives.Add(text.ToString());
    }
}
