namespace Pipelines;

/// <summary>
/// A function from row to row, put together from columns: what comes through from the input, and what is computed, with the input columns
/// each needs. Nothing is computed until a getter is called, and only what is asked for is read.
/// </summary>
public sealed class RowMapper : IRowToRowMapper
{
    private RowMapper(DataViewSchema inputSchema, IReadOnlyList<MappedColumn> columns)
    {
        var schema = new DataViewSchema.Builder();
        foreach (var column in columns)
            schema.AddColumn(column.Name, column.Type, column.Annotations);
        InputSchema = inputSchema;
        OutputSchema = schema.ToSchema();
        Columns = columns;
    }

    /// <inheritdoc/>
    public DataViewSchema InputSchema { get; }

    /// <inheritdoc/>
    public DataViewSchema OutputSchema { get; }

    internal IReadOnlyList<MappedColumn> Columns { get; }

    /// <summary>Makes a mapper.</summary>
    /// <param name="inputSchema">The columns of the input.</param>
    /// <param name="map">Adds the columns; without it the output is the input.</param>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    public static RowMapper Create(DataViewSchema inputSchema, Action<RowMapperBuilder> map)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentNullException.ThrowIfNull(map);
        var builder = new RowMapperBuilder(inputSchema);
        map(builder);
        return new RowMapper(inputSchema, builder.Columns);
    }

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> outputColumns)
    {
        var active = new ActiveColumns(OutputSchema, outputColumns);
        var needed = new ActiveColumns(InputSchema, Columns.Where((_, index) => active[index]).SelectMany(column => column.Inputs));
        return needed.ToColumns();
    }

    /// <inheritdoc/>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedRow(this, input, new ActiveColumns(OutputSchema, activeColumns));
    }
}
