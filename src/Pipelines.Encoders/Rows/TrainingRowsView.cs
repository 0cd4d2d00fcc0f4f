using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// Rows to train on, computed one by one when they are read: <see cref="ColumnNames.InputIds"/>, <see cref="ColumnNames.Labels"/> and
/// <see cref="ColumnNames.Segments"/>.
/// </summary>
internal abstract class TrainingRowsView : IPassView
{
    protected TrainingRowsView(DataViewSchema schema) => Schema = schema;

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    /// <summary>How many rows there are; may take a pass over the input.</summary>
    public abstract int RowCount { get; }

    public static DataViewSchema SchemaWith(DataViewSchema.Annotations? annotations = null)
    {
        var vector = new VectorDataViewType(NumberDataViewType.Int32);
        return new DataViewSchema.Builder()
            .AddColumn(ColumnNames.InputIds, vector, annotations)
            .AddColumn(ColumnNames.Labels, vector)
            .AddColumn(ColumnNames.Segments, vector)
            .ToSchema();
    }

    public abstract long? GetRowCount();

    /// <summary>Computes a row; called by several threads, each with a target of its own.</summary>
    public abstract void Read(int row, int pass, TrainingRow target);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        GetRowCursor(columnsNeeded, shuffleSeed, 0);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed, int pass) =>
        new TrainingRowsCursor(this, new ActiveColumns(Schema, columnsNeeded), Order(shuffleSeed), 0, RowCount, pass);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var active = new ActiveColumns(Schema, columnsNeeded);
        var (rows, order) = (RowCount, Order(shuffleSeed));
        var parts = Math.Clamp(rows, 1, count);
        var cursors = new DataViewRowCursor[parts];
        for (var i = 0; i < parts; i++)
        {
            var (start, end) = ((int)((long)rows * i / parts), (int)((long)rows * (i + 1) / parts));
            cursors[i] = new TrainingRowsCursor(this, active, order, start, end, 0);
        }

        return cursors;
    }

    /// <summary>The rows in the order of a seed.</summary>
    protected virtual int[] Shuffled(int seed) => Permutation(RowCount, seed);

    protected static int[] Permutation(int count, int seed)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        RowRandom.Shuffle(order.AsSpan(), new RandomGenerator((uint)seed));
        return order;
    }

    private int[]? Order(int? shuffleSeed) => shuffleSeed is { } seed ? Shuffled(seed) : null;
}
