using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Preference rows as rows to train on: the texts of a row one behind the other as segments 1 and 2, and the numbers that belong to it.
/// </summary>
internal sealed class PreferenceView : IDataView
{
    /// <summary>The column of the numbers of a row.</summary>
    public const string RowValues = "RowValues";

    private readonly int _batchSize;

    /// <summary>Makes the view.</summary>
    /// <param name="store">The rows; it must outlive the view.</param>
    /// <param name="batchSize">Rows in a batch: shuffled rows come in batches of like length.</param>
    public PreferenceView(PreferenceStore store, int batchSize = 1)
    {
        Store = store;
        _batchSize = batchSize;
        var vector = new VectorDataViewType(NumberDataViewType.Int32);
        Schema = new DataViewSchema.Builder()
            .AddColumn(ColumnNames.InputIds, vector)
            .AddColumn(ColumnNames.Labels, vector)
            .AddColumn(ColumnNames.Segments, vector)
            .AddColumn(RowValues, new VectorDataViewType(NumberDataViewType.Double))
            .ToSchema();
    }

    public static TrainingColumns Columns { get; } = new(Segments: ColumnNames.Segments) { RowValues = RowValues };

    public PreferenceStore Store { get; }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => Store.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new PreferenceCursor(this, columnsNeeded, Order(shuffleSeed));

    // Training reads rows in one order; there is nothing to win by parts.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null) =>
        [GetRowCursor(columnsNeeded, shuffleSeed)];

    private int[] Order(int? shuffleSeed)
    {
        if (shuffleSeed is { } seed)
            return LengthBuckets.Order(Store.Count, Store.LongerLength, _batchSize, seed);
        var order = new int[Store.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        return order;
    }
}
