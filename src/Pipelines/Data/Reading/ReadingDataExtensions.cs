namespace Pipelines;

/// <summary>Reading views as objects and values.</summary>
public static class ReadingDataExtensions
{
    /// <summary>
    /// The rows as objects of a class, one pass over the view an enumeration. Members are matched to columns by name as in <see
    /// cref="EnumerableDataExtensions.LoadFromEnumerable"/>; values come in through settable members or through a constructor whose
    /// parameters are named as members (records). Members that can be neither set nor passed are left alone. Everything is copied: the
    /// objects may be kept.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows.</param>
    /// <param name="reuseRowObject">
    /// Whether one object is filled anew for each row; ignored for structs and where a constructor takes the values.
    /// </param>
    /// <param name="ignoreMissingColumns">Whether members without a column keep their initial value.</param>
    /// <exception cref="SchemaException">A column is missing or of another type; thrown by the call, before any row is read.</exception>
    public static IEnumerable<TRow> CreateEnumerable<TRow>(
        this DataCatalog catalog, IDataView data, bool reuseRowObject = false, bool ignoreMissingColumns = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return Enumerate(data, new RowFactory<TRow>(data.Schema, ignoreMissingColumns), reuseRowObject);
    }

    /// <summary>
    /// The values of one column, one pass over the view an enumeration. <typeparamref name="T"/> is the column's own value type,
    /// <c>string</c> for text, an array or list for a vector; a copy in every case.
    /// </summary>
    /// <exception cref="SchemaException">The column is missing or of another type; thrown by the call.</exception>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(columnName);
        return Values<T>(data, ValueConversion.Require(data.Schema, columnName, ColumnConversion<T>.ColumnType));
    }

    /// <summary>The first rows as objects and as a readable table (<see cref="DataPreview.ToString"/>).</summary>
    /// <param name="data">The rows.</param>
    /// <param name="maxRows">How many to read, at most.</param>
    public static DataPreview Preview(this IDataView data, int maxRows = 100)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(maxRows);
        var columns = data.Schema.Where(c => !c.IsHidden).ToArray();
        using var cursor = data.GetRowCursor(columns);
        var readers = Array.ConvertAll(columns, column => ColumnObject.Create(cursor, column));
        var rows = new List<IReadOnlyList<object>>();
        while (cursor.MoveNext())
        {
            if (rows.Count == maxRows)
                return new DataPreview(data.Schema, columns, rows, hasMoreRows: true);
            rows.Add(Array.ConvertAll(readers, read => read()));
        }

        return new DataPreview(data.Schema, columns, rows, hasMoreRows: false);
    }

    private static IEnumerable<TRow> Enumerate<TRow>(IDataView data, RowFactory<TRow> factory, bool reuse)
    {
        using var cursor = data.GetRowCursor(factory.Columns);
        var slots = factory.Columns.Select(column => ValueSlot.Create(cursor, column, fresh: !reuse)).ToArray();
        TRow? row = default;
        while (cursor.MoveNext())
        {
            foreach (var slot in slots)
                slot.Read();
            row = reuse && row is not null ? factory.Fill(row, slots) : factory.Create(slots);
            yield return row;
        }
    }

    private static IEnumerable<T> Values<T>(IDataView data, DataViewSchema.Column column)
    {
        var convert = ColumnConversion<T>.Convert;
        using var cursor = data.GetRowCursor([column]);
        var slot = ValueSlot.Create(cursor, column, fresh: true);
        while (cursor.MoveNext())
        {
            slot.Read();
            yield return convert(slot);
        }
    }
}
