namespace Contoso.LengthFilter;

public sealed record LengthFilterTransformer(string Column, int Limit) : ITransformer
{
    public DataViewSchema GetOutputSchema(DataViewSchema input) => input.Require<VBuffer<int>>(Column);

    public IDataView Transform(IDataView input) =>
        new FilteredDataView(input, RowFilter.On(input.Schema, Column, (in VBuffer<int> tokens) => tokens.Length <= Limit));
}
