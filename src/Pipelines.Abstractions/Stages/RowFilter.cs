namespace Pipelines;

/// <summary>Which rows are kept: the columns the decision needs, and how it is made over a row.</summary>
public sealed class RowFilter
{
    private readonly Func<DataViewRow, Func<bool>> _make;

    /// <summary>Makes a filter over several columns.</summary>
    /// <param name="inputs">The columns read.</param>
    /// <param name="make">Makes the decision for a row's current position; called once a cursor.</param>
    public RowFilter(IEnumerable<DataViewSchema.Column> inputs, Func<DataViewRow, Func<bool>> make)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(make);
        Inputs = [.. inputs];
        _make = make;
    }

    /// <summary>The columns read.</summary>
    public IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    /// <summary>A filter over one column.</summary>
    /// <param name="schema">The columns there are.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="keep">Whether a row with this value is kept.</param>
    /// <exception cref="SchemaException">The column is missing or of another type.</exception>
    public static RowFilter On<TValue>(DataViewSchema schema, string column, RowPredicate<TValue> keep)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(keep);
        var input = schema.RequireColumn<TValue>(column);
        return new RowFilter([input], row =>
        {
            var get = row.GetGetter<TValue>(input);
            TValue value = default!;
            return () =>
            {
                get(ref value);
                return keep(in value);
            };
        });
    }

    /// <summary>The decision over a row, made anew wherever that stands.</summary>
    public Func<bool> Over(DataViewRow row) => _make(row);
}
