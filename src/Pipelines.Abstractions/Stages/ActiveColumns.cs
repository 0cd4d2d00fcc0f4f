namespace Pipelines;

/// <summary>Which columns of a schema were asked for: what a cursor computes, and what it refuses a getter of.</summary>
public sealed class ActiveColumns
{
    private readonly bool[] _active;

    /// <summary>Checks and notes the columns that were asked for.</summary>
    /// <param name="schema">The schema of the view or row asked.</param>
    /// <param name="columns">Columns of that schema.</param>
    /// <exception cref="ArgumentException">A column is not of the schema.</exception>
    public ActiveColumns(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(columns);
        Schema = schema;
        _active = new bool[schema.Count];
        foreach (var column in columns)
        {
            if (!IsOf(schema, column))
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' (index {column.Index}) is not of this view, whose columns are {schema}. Take columns from "
                    + "the view's own schema.",
                    nameof(columns));
            }

            _active[column.Index] = true;
        }
    }

    /// <summary>The schema.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>Whether the column at an index was asked for.</summary>
    public bool this[int index] => _active[index];

    /// <summary>Whether a column was asked for.</summary>
    /// <exception cref="ArgumentException">The column is not of the schema.</exception>
    public bool Contains(DataViewSchema.Column column) => IsOf(Schema, column)
        ? _active[column.Index]
        : throw new ArgumentException($"Column '{column.Name}' is not of this schema ({Schema}).", nameof(column));

    /// <summary>Whether a column of this name that is not hidden was asked for.</summary>
    public bool Contains(string name) => Schema.GetColumnOrNull(name) is { } column && _active[column.Index];

    /// <summary>The columns that were asked for, in the schema's order.</summary>
    public IEnumerable<DataViewSchema.Column> ToColumns() => Schema.Where(column => _active[column.Index]);

    private static bool IsOf(DataViewSchema schema, DataViewSchema.Column column) =>
        (uint)column.Index < (uint)schema.Count && schema[column.Index].Name == column.Name
            && schema[column.Index].Type.Equals(column.Type);
}
