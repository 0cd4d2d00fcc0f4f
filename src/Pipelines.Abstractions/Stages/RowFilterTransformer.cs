using System.Text;

namespace Pipelines;

/// <summary>Base of transformers that keep some rows and drop the others. A record's properties are its saved state.</summary>
public abstract record RowFilterTransformer : ITransformer
{
    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Bind(inputSchema);
        return inputSchema;
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new FilteredDataView(input, Bind(input.Schema));
    }

    /// <summary>
    /// Checks the input's columns and gives the filter: <see cref="RowFilter.On{TValue}"/> for one column. Reads nothing.
    /// </summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    protected abstract RowFilter Filter(DataViewSchema input);

    /// <summary>Says which properties <see cref="object.ToString"/> shows: the derived record's.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;

    private RowFilter Bind(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            return Filter(input);
        }
        catch (SchemaException e)
        {
            throw e.At(StageName.Of(this));
        }
    }
}
