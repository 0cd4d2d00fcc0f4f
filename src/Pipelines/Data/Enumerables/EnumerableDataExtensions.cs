namespace Pipelines;

/// <summary>Loading data from objects in memory.</summary>
public static class EnumerableDataExtensions
{
    /// <summary>
    /// A view over objects: a column for every public property and field, in that order. <see cref="ColumnNameAttribute"/> gives a column
    /// another name, <see cref="VectorTypeAttribute"/> a vector a fixed size, <see cref="NoColumnAttribute"/> leaves a member out. Strings
    /// are text (null the empty one), arrays and lists are vectors (null an empty one), null in <c>float?</c> and <c>double?</c> is NaN.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">
    /// The rows. A list (<see cref="IReadOnlyList{T}"/> or <see cref="IList{T}"/>) shuffles, partitions and knows its count; it is read
    /// where it stands, so it must not change while the view is used. Anything else is enumerated once for every pass and must give the
    /// same rows every time; passes that differ in their number of rows are noticed, others are not. Where a source can be read only once,
    /// load its <c>ToList()</c>.
    /// </param>
    /// <exception cref="SchemaException">A member's type fits no column, or two members stand for one column.</exception>
    public static IDataView LoadFromEnumerable<TRow>(this DataCatalog catalog, IEnumerable<TRow> data)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return View(data, new MemberAccess<TRow>());
    }

    /// <summary>
    /// A view over rows of values with columns given at run time, without a class: one value a column in every row. Text is <c>string</c>
    /// or <c>ReadOnlyMemory&lt;char&gt;</c>, a vector an array, a list or a <see cref="VBuffer{T}"/>, everything else exactly the column's
    /// value type; null is the empty text, the empty vector, NaN.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="rows">The rows; what <see cref="LoadFromEnumerable"/> says of lists and other sources holds here too.</param>
    /// <remarks>A value of another type, or a row of another length, is a <see cref="CellException"/> when it is read.</remarks>
    public static IDataView LoadFromRows(this DataCatalog catalog, DataViewSchema schema, IEnumerable<IReadOnlyList<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(rows);
        return View(rows, new ObjectAccess(schema));
    }

    private static IDataView View<TRow>(IEnumerable<TRow> rows, IRowAccess<TRow> access) => rows switch
    {
        IReadOnlyList<TRow> list => new ListView<TRow>(list, access),
        IList<TRow> list => new ListView<TRow>(new ReadOnlyListAdapter<TRow>(list), access),
        _ => new EnumerableView<TRow>(rows, access),
    };
}
