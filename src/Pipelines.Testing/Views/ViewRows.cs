using System.Reflection;

namespace Pipelines.Testing;

/// <summary>
/// Reads rows into plain objects that can be compared: text as <see cref="string"/>, vectors as arrays, other values as they are.
/// </summary>
public static class ViewRows
{
    private static readonly MethodInfo MakeScalar = typeof(ViewRows)
        .GetMethod(nameof(Scalar), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo MakeVector = typeof(ViewRows)
        .GetMethod(nameof(Vector), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Reads a view in one pass.</summary>
    /// <param name="view">The view.</param>
    /// <param name="columns">The columns; all of them, hidden ones included, where null.</param>
    /// <param name="shuffleSeed">The order, where not the view's own.</param>
    public static IReadOnlyList<ViewRow> Read(IDataView view, IEnumerable<DataViewSchema.Column>? columns = null, int? shuffleSeed = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        var read = (columns ?? view.Schema).ToArray();
        using var cursor = view.GetRowCursor(read, shuffleSeed);
        return Read(cursor, read);
    }

    /// <summary>Reads a cursor to its end.</summary>
    /// <param name="cursor">The cursor, before its first row.</param>
    /// <param name="columns">The columns, which are active.</param>
    public static IReadOnlyList<ViewRow> Read(DataViewRowCursor cursor, IReadOnlyList<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        var read = Reader(cursor, columns);
        var rows = new List<ViewRow>();
        while (cursor.MoveNext())
            rows.Add(read());
        return rows;
    }

    /// <summary>A function that reads a row wherever it stands.</summary>
    /// <param name="row">The row.</param>
    /// <param name="columns">The columns, which are active.</param>
    public static Func<ViewRow> Reader(DataViewRow row, IReadOnlyList<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(columns);
        var values = columns.Select(column => Value(row, column)).ToArray();
        var getId = row.GetIdGetter();
        return () =>
        {
            DataViewRowId id = default;
            getId(ref id);
            return new ViewRow(id, row.Batch, Array.ConvertAll(values, value => value()));
        };
    }

    private static Func<object> Value(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector
            ? (Func<object>)MakeVector.MakeGenericMethod(vector.ItemType.RawType)
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null)!
            : (Func<object>)MakeScalar.MakeGenericMethod(column.Type.RawType)
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null)!;

    private static Func<object> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return value is ReadOnlyMemory<char> text ? text.ToString() : value!;
        };
    }

    private static Func<object> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            get(ref value);
            return value.DenseValues() is ReadOnlyMemory<char>[] texts
                ? Array.ConvertAll(texts, text => text.ToString())
                : value.DenseValues();
        };
    }
}
