namespace Contoso.LengthFilter;

/// <summary>Drops rows with more tokens than a limit; its properties are its saved state.</summary>
/// <param name="Column">The column of token ids.</param>
/// <param name="Limit">The most tokens a row may have.</param>
public sealed record LengthFilterTransformer(string Column, int Limit) : ITransformer
{
    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema input) => input.Require<VBuffer<int>>(Column);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) =>
        new FilteredDataView(input, RowFilter.On(input.Schema, Column, (in VBuffer<int> tokens) => tokens.Length <= Limit));
}
