namespace Pipelines.Training;

/// <summary>
/// Joins the token ids of all rows and cuts them into blocks: <c>InputIds</c> and, shifted by one, <c>Labels</c>. It learns nothing;
/// the packing itself happens once, when the result is first read.
/// </summary>
public sealed class PackEstimator(PackOptions options) : IEstimator<PackTransformer>
{
    /// <inheritdoc/>
    public PackTransformer Fit(IDataView data, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var transformer = new PackTransformer(options.Column, options.BlockSize, options.Stride, options.Remainder)
        {
            TemporaryFolder = options.TemporaryFolder,
        };
        transformer.GetOutputSchema(data.Schema);
        return transformer;
    }

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        PackedView.SchemaFor(inputSchema, options.Column, options.BlockSize);
}
