using System.Text;

namespace Pipelines;

/// <summary>
/// Base of transformers that compute each row from its own row alone. The one thing to write is <see cref="Map"/>; views, cursors,
/// shuffling, partitions, row counts and single-row prediction follow from it. A record's properties are its saved state.
/// </summary>
public abstract record RowToRowTransformer : ITransformer
{
    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => GetRowToRowMapper(inputSchema).OutputSchema;

    /// <inheritdoc/>
    public virtual IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowMappedDataView(input, GetRowToRowMapper(input.Schema));
    }

    /// <inheritdoc/>
    public virtual IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        try
        {
            return RowMapper.Create(inputSchema, Map);
        }
        catch (SchemaException e)
        {
            throw e.At(StageName.Of(this));
        }
    }

    /// <summary>
    /// Checks the input's columns and declares the output's. Called for every schema the transformer meets; computes nothing.
    /// </summary>
    /// <param name="map">Where the columns are declared.</param>
    /// <exception cref="SchemaException">A column is missing or of another type, or the outputs do not go together.</exception>
    protected abstract void Map(RowMapperBuilder map);

    /// <summary>Says which properties <see cref="object.ToString"/> shows: the derived record's.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}
