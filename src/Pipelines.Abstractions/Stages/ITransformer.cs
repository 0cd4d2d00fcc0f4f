namespace Pipelines;

/// <summary>
/// A fitted stage: a view in, a view out, nothing computed until the result is read. A transformer registered with
/// <c>AddStage</c> whose state is not plain properties implements <see cref="ISavableTransformer"/> to be saved.
/// </summary>
public interface ITransformer
{
    /// <summary>Whether one row in is one row out, each computed from its own row alone.</summary>
    bool IsRowToRowMapper => false;

    /// <summary>The columns after this stage, given those before it.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>The data as this stage changes it, computed when it is read.</summary>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    IDataView Transform(IDataView input);

    /// <summary>The stage as a function from row to row, for predictions one at a time.</summary>
    /// <exception cref="InvalidOperationException"><see cref="IsRowToRowMapper"/> is false.</exception>
    /// <exception cref="SchemaException">A column is missing or of another type.</exception>
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        throw new InvalidOperationException($"{GetType().Name} does not map row by row, so it cannot predict one row at a time. Use "
            + "Transform on a view.");
}
