using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Blocks of joined token ids, packed into a <see cref="TokenStore"/> on the first read.</summary>
internal sealed class PackedView : IDataView
{
    private readonly IDataView _input;
    private readonly PackTransformer _settings;
    private readonly Lazy<TokenStore> _tokens;

    public PackedView(IDataView input, PackTransformer settings)
    {
        _input = input;
        _settings = settings;
        Schema = SchemaFor(input.Schema, settings.Column, settings.BlockSize);
        _tokens = new Lazy<TokenStore>(Pack);
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public int BlockSize => _settings.BlockSize;

    private int Stride => _settings.Stride == 0 ? _settings.BlockSize : _settings.Stride;

    public static DataViewSchema SchemaFor(DataViewSchema input, string column, int blockSize)
    {
        var tokens = input.RequireColumn<VBuffer<int>>(column);
        var block = new VectorDataViewType(NumberDataViewType.Int32, blockSize);
        return new DataViewSchema.Builder()
            .AddColumn(ColumnNames.InputIds, block, tokens.Annotations)
            .AddColumn(ColumnNames.Labels, block)
            .ToSchema();
    }

    public long? GetRowCount() => _tokens.IsValueCreated ? RowCount(_tokens.Value.Count) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new PackedCursor(this, columnsNeeded, 0, RowCount(_tokens.Value.Count), Order(shuffleSeed));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var columns = columnsNeeded.ToArray();
        var rows = RowCount(_tokens.Value.Count);
        var parts = (int)Math.Clamp(rows, 1, count);
        var cursors = new DataViewRowCursor[parts];
        for (var i = 0; i < parts; i++)
            cursors[i] = new PackedCursor(this, columns, rows * i / parts, rows * (i + 1) / parts, Order(shuffleSeed));
        return cursors;
    }

    /// <summary>Reads block <paramref name="row"/> into spans of the block size; either may be empty.</summary>
    public void ReadBlock(long row, Span<int> inputIds, Span<int> labels)
    {
        var store = _tokens.Value;
        var start = row * Stride;
        var real = (int)Math.Min(BlockSize, store.Count - 1 - start);
        if (!inputIds.IsEmpty)
        {
            store.Read(start, inputIds[..real]);
            inputIds[real..].Clear();
        }

        if (!labels.IsEmpty)
        {
            store.Read(start + 1, labels[..real]);
            labels[real..].Fill(TokenLabels.IgnoreIndex);
        }
    }

    private IndexPermutation? Order(int? shuffleSeed) =>
        shuffleSeed is { } seed ? new IndexPermutation(RowCount(_tokens.Value.Count), seed) : null;

    private long RowCount(long tokens)
    {
        // A block needs one token more than its size: the last label.
        var whole = tokens - 1 < BlockSize ? 0 : (tokens - 1 - BlockSize) / Stride + 1;
        if (_settings.Remainder == PackRemainder.Drop)
            return whole;
        var covered = whole == 0 ? 0 : (whole - 1) * Stride + BlockSize;
        return whole + (covered < tokens - 1 ? 1 : 0);
    }

    private TokenStore Pack()
    {
        var column = _input.Schema.RequireColumn<VBuffer<int>>(_settings.Column);
        var tokenizer = column.GetTokenizer();
        var store = new TokenStore(tokenizer?.VocabularySize ?? int.MaxValue, _settings.TemporaryFolder);
        try
        {
            using var cursor = _input.GetRowCursor([column]);
            var getter = cursor.GetGetter<VBuffer<int>>(column);
            var value = default(VBuffer<int>);
            while (cursor.MoveNext())
            {
                getter(ref value);
                store.Append(value.IsDense ? value.GetValues() : value.DenseValues());
            }

            store.Flush();
            Check(store.Count);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    // No text at all is no rows, which a trainer refuses; a text too short for one block is a mistake to tell here, where its size is
    // known.
    private void Check(long tokens)
    {
        if (tokens == 0 || RowCount(tokens) > 0)
            return;
        throw new PipelineException(
            $"Packing column '{_settings.Column}' found {tokens:N0} tokens; one block of {BlockSize} needs {BlockSize + 1}. "
            + "Use more text, a smaller BlockSize, or Remainder = PackRemainder.Pad.");
    }
}
